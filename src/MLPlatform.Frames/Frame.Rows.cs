using System.Reflection;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Time;

namespace MLPlatform.Frames;

public sealed partial class Frame
{
    /// <summary>One column per public property of <typeparamref name="T"/>, in their order, one row per item.</summary>
    /// <exception cref="PlatformException">A property has a type that no column holds.</exception>
    public static Frame FromRows<T>(IEnumerable<T> rows)
    {
        var items = rows.ToArray();
        var properties = typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanRead && property.GetIndexParameters().Length == 0);
        return new Frame(properties.Select(property => FromValues(property.Name, property.PropertyType, items.Length, row => property.GetValue(items[row]))));
    }

    private static Column FromValues(string name, Type declared, int rows, Func<int, object?> value)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (type == typeof(string))
            return TextColumn.Of(name, [.. Enumerable.Range(0, rows).Select(row => (string?)value(row))]);
        if (type.IsEnum)
            return TextColumn.Of(name, [.. Enumerable.Range(0, rows).Select(row => value(row)?.ToString())]);
        if (type == typeof(bool))
            return Bools(name, rows, value);
        if (type == typeof(byte) || type == typeof(sbyte) || type == typeof(short) || type == typeof(ushort) || type == typeof(int))
            return Numbers(name, rows, value, item => Convert.ToInt32(item, null));
        if (type == typeof(uint) || type == typeof(long))
            return Numbers(name, rows, value, item => Convert.ToInt64(item, null));
        if (type == typeof(float))
            return Numbers(name, rows, value, item => (float)item);
        if (type == typeof(double) || type == typeof(decimal))
            return Numbers(name, rows, value, item => Convert.ToDouble(item, null));
        if (type == typeof(DateTimeOffset))
            return Numbers(name, rows, value, item => UnixMicros.From((DateTimeOffset)item), timestamp: true);
        if (type == typeof(DateTime))
            return Numbers(name, rows, value, item => UnixMicros.From(new DateTimeOffset(DateTime.SpecifyKind((DateTime)item, ((DateTime)item).Kind == DateTimeKind.Local ? DateTimeKind.Local : DateTimeKind.Utc))), timestamp: true);
        if (type == typeof(DateOnly))
            return Numbers(name, rows, value, item => UnixMicros.From(new DateTimeOffset(((DateOnly)item).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero)), timestamp: true);
        throw new PlatformException(DataErrors.WrongType, $"Property `{name}` is {type.Name}, which no column holds.", "Use a number, bool, string, enum, DateTimeOffset, DateTime or DateOnly.");
    }

    private static Column<T> Numbers<T>(string name, int rows, Func<int, object?> value, Func<object, T> convert, bool timestamp = false)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        var values = new T[rows];
        var validity = Validity(rows, value, (row, item) => values[row] = convert(item));
        return new Column<T>(name, values, validity, timestamp);
    }

    private static BoolColumn Bools(string name, int rows, Func<int, object?> value)
    {
        var bits = new byte[Bitmap.ByteCount(rows)];
        var validity = Validity(rows, value, (row, item) => Bitmap.Set(bits, row, (bool)item));
        return new BoolColumn(name, bits, rows, validity);
    }

    private static byte[] Validity(int rows, Func<int, object?> value, Action<int, object> set)
    {
        var validity = new byte[Bitmap.ByteCount(rows)];
        var nulls = 0;
        for (var row = 0; row < rows; row++)
        {
            if (value(row) is { } item)
            {
                set(row, item);
                Bitmap.Set(validity, row, true);
            }
            else
            {
                nulls++;
            }
        }

        return nulls == 0 ? [] : validity;
    }
}
