using System.Collections;
using System.Globalization;
using System.Numerics;
using MLPlatform.Kernel.CSharp;
using MLPlatform.Kernel.Session;

namespace MLPlatform.Kernel.Display;

/// <summary>Values that are shown as one piece of text, in the invariant culture.</summary>
internal static class ScalarText
{
    public static bool IsScalar(Type type) =>
        type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(decimal) || type == typeof(Guid) || type == typeof(BigInteger)
        || type == typeof(DateTime) || type == typeof(DateTimeOffset) || type == typeof(TimeSpan) || type == typeof(DateOnly) || type == typeof(TimeOnly)
        || type == typeof(Half) || type == typeof(Int128) || type == typeof(UInt128) || type == typeof(Complex) || type == typeof(Uri) || type == typeof(Version)
        || typeof(Type).IsAssignableFrom(type) || (Nullable.GetUnderlyingType(type) is { } inner && IsScalar(inner));

    /// <returns>Null when the value has parts to show.</returns>
    public static string? Of(object? value) => value switch
    {
        null => ValueLimits.Null,
        string text => text,
        DateTime time => time.ToString("u", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("u", CultureInfo.InvariantCulture),
        Type type => CSharpTypeName.Of(type),
        PasswordString secret => secret.ToString(),
        Delegate code => CSharpTypeName.Of(code.GetType()),
        _ when IsScalar(value.GetType()) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        _ => null,
    };

    /// <summary>One line for a cell of a table: a scalar, a short list, or what the object calls itself.</summary>
    public static string Line(object? value)
    {
        if (Of(value) is { } scalar)
            return scalar;
        if (value is IEnumerable items and not IReadOnlyList<Frames.Column>)
            return Sequence(items);
        return Call(() => value!.ToString()) ?? CSharpTypeName.Of(value!.GetType());
    }

    /// <summary>The text of a member that is not opened up.</summary>
    public static string? Brief(object? value) => Of(value) ?? (value is IEnumerable || ObjectMembers.Of(value!.GetType()).Count == 0 ? Line(value) : Label(value));

    /// <summary>What an object calls itself, or its type where it says no more than that.</summary>
    public static string Label(object value) =>
        Call(value.ToString) is { Length: > 0 } text && text != value.GetType().ToString() ? text : CSharpTypeName.Of(value.GetType());

    public static string Sequence(IEnumerable items)
    {
        var shown = new List<string>();
        var limit = ValueLimits.List(ObjectMembers.ElementType(items.GetType()));
        var count = (items as ICollection)?.Count;
        foreach (var item in items)
        {
            if (shown.Count == limit)
            {
                shown.Add(count is { } all ? string.Create(CultureInfo.InvariantCulture, $"… ({all - shown.Count} more)") : "… (more)");
                break;
            }

            shown.Add(Of(item) ?? Call(() => item.ToString()) ?? "");
        }

        return shown.Count == 0 ? "[ ]" : $"[ {string.Join(", ", shown)} ]";
    }

    // What a user's property or ToString throws is a thing to show, not a reason to fail.
    public static string? Call(Func<string?> describe)
    {
        try
        {
            return describe();
        }
        catch (Exception error)
        {
            return $"✗ {error.GetType().Name}: {error.Message}";
        }
    }
}
