using System.Globalization;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Contracts.Text;
using MLPlatform.Contracts.Time;
using MLPlatform.Features.Definitions;
using MLPlatform.Frames;

namespace MLPlatform.Sdk.Features;

/// <summary>Keys as people type them, read as the types their entity declares: <c>007</c> is a text where the key is one, and seven where it is a number.</summary>
internal static class KeyText
{
    /// <returns>One row with the view's key columns.</returns>
    /// <exception cref="PlatformException">A key is missing, unknown, or no value of its type.</exception>
    public static Frame Row(BoundView bound, IReadOnlyDictionary<string, string> values)
    {
        var keys = bound.Entity.Keys.Select(key => (Column: bound.View.KeyColumns.GetValueOrDefault(key.Name, key.Name), key.Type)).ToArray();
        if (values.Keys.FirstOrDefault(name => keys.All(key => key.Column != name)) is { } unknown)
            throw new PlatformException(
                FeatureErrors.KeyMissing,
                $"`{unknown}` is no key of the view `{bound.View.Name}`.",
                Nearest.To(unknown, keys.Select(key => key.Column)) is { } near ? $"Did you mean `{near}`?" : $"Its keys are {string.Join(", ", keys.Select(key => key.Column))}.");
        return new Frame(keys.Select(key => values.TryGetValue(key.Column, out var text)
            ? Value(key.Column, key.Type, text)
            : throw new PlatformException(FeatureErrors.KeyMissing, $"The key `{key.Column}` of the view `{bound.View.Name}` is not given.", $"Add {key.Column}=VALUE.")));
    }

    private static Column Value(string name, ColumnType type, string text) => type switch
    {
        ColumnType.Text => TextColumn.Of(name, [text]),
        ColumnType.Bool => bool.TryParse(text, out var flag) ? new BoolColumn(name, [flag]) : throw Refuse(name, type, text, "true or false"),
        ColumnType.Int32 or ColumnType.Int64 => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? new Column<long>(name, new[] { whole }) : throw Refuse(name, type, text, "a whole number"),
        ColumnType.Timestamp => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant)
            ? new Column<long>(name, new[] { UnixMicros.From(instant) }, timestamp: true) : throw Refuse(name, type, text, "a time such as 2001-06-30T18:00:00Z"),
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? new Column<double>(name, new[] { number }) : throw Refuse(name, type, text, "a number"),
    };

    private static PlatformException Refuse(string name, ColumnType type, string text, string wanted) =>
        new(FeatureErrors.KeyType, $"`{text}` is no {type}, the type of the key `{name}`.", $"Give {wanted}.");
}
