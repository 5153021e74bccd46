using System.Collections;
using System.Data.Common;
using System.Globalization;
using MLPlatform.Contracts.Time;
using MLPlatform.Frames;

namespace MLPlatform.Kernel.Connections;

/// <summary>Rows of a database reader as a frame. A column's type is that of its values: SQLite declares none, and one query may mix them.</summary>
internal static class ReaderFrame
{
    /// <exception cref="OperationCanceledException">Cancelled between two rows.</exception>
    public static async Task<Frame> ReadAsync(DbDataReader reader, CancellationToken cancel)
    {
        var values = Enumerable.Range(0, reader.FieldCount).Select(_ => new List<object?>()).ToArray();
        while (await reader.ReadAsync(cancel))
            for (var i = 0; i < values.Length; i++)
                values[i].Add(await reader.IsDBNullAsync(i, cancel) ? null : reader.GetValue(i));
        var names = Names([.. Enumerable.Range(0, values.Length).Select(reader.GetName)]);
        return new Frame(values.Select((column, i) => Column(names[i], column, reader.GetFieldType(i))));
    }

    // A join may return one name twice; a frame holds each once: name, name (2), name (3).
    private static string[] Names(string[] names)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        return Array.ConvertAll(names, name =>
        {
            var count = seen[name] = seen.GetValueOrDefault(name) + 1;
            return count == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name} ({count})");
        });
    }

    private static Column Column(string name, List<object?> values, Type declared)
    {
        var types = values.Where(value => value is not null).Select(value => value!.GetType()).Distinct().DefaultIfEmpty(declared).ToArray();
        return types switch
        {
            _ when types.All(type => type == typeof(bool)) => Bools(name, values),
            _ when types.All(type => type == typeof(byte) || type == typeof(short) || type == typeof(int)) => Numbers(name, values, value => Convert.ToInt32(value, CultureInfo.InvariantCulture)),
            _ when types.All(IsWhole) => Numbers(name, values, value => Convert.ToInt64(value, CultureInfo.InvariantCulture)),
            _ when types.All(type => type == typeof(float)) => Numbers(name, values, value => (float)value),
            _ when types.All(type => IsWhole(type) || type == typeof(float) || type == typeof(double) || type == typeof(decimal)) => Numbers(name, values, value => Convert.ToDouble(value, CultureInfo.InvariantCulture)),
            _ when types.All(type => type == typeof(DateTime) || type == typeof(DateTimeOffset) || type == typeof(DateOnly)) => Numbers(name, values, Micros, timestamp: true),
            _ => TextColumn.Of(name, [.. values.Select(Text)]),
        };
    }

    private static bool IsWhole(Type type) => type == typeof(long) || type == typeof(uint) || type == typeof(int) || type == typeof(short) || type == typeof(byte);

    private static BoolColumn Bools(string name, List<object?> values)
    {
        var bits = new byte[Bitmap.ByteCount(values.Count)];
        for (var i = 0; i < values.Count; i++)
            if (values[i] is true)
                Bitmap.Set(bits, i, true);
        return new BoolColumn(name, bits, values.Count, Validity(values));
    }

    private static Column<T> Numbers<T>(string name, List<object?> values, Func<object, T> convert, bool timestamp = false)
        where T : unmanaged, System.Numerics.INumber<T> =>
        new(name, values.Select(value => value is null ? default : convert(value)).ToArray(), Validity(values), timestamp);

    private static byte[] Validity(List<object?> values)
    {
        if (!values.Contains(null))
            return [];
        var bits = new byte[Bitmap.ByteCount(values.Count)];
        for (var i = 0; i < values.Count; i++)
            if (values[i] is not null)
                Bitmap.Set(bits, i, true);
        return bits;
    }

    // Times without a zone are UTC, as everywhere in the product.
    private static long Micros(object value) => UnixMicros.From(value switch
    {
        DateTimeOffset instant => instant,
        DateOnly day => new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero),
        DateTime time => new DateTimeOffset(DateTime.SpecifyKind(time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : time, DateTimeKind.Utc)),
        _ => throw new InvalidCastException(value.GetType().Name),
    });

    private static string? Text(object? value) => value switch
    {
        null => null,
        string text => text,
        byte[] bytes => Convert.ToHexStringLower(bytes),
        IEnumerable items => "{" + string.Join(',', items.Cast<object?>().Select(Text)) + "}",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
