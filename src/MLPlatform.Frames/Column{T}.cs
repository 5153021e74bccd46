using System.Globalization;
using System.Numerics;
using MLPlatform.Contracts.Features;
using MLPlatform.Contracts.Time;

namespace MLPlatform.Frames;

/// <summary>A column of fixed-width numbers: int, long, float, double, or timestamps as long microseconds UTC.</summary>
public sealed class Column<T> : Column
    where T : unmanaged, INumber<T>
{
    /// <param name="validity">Arrow validity bitmap, or empty when nothing is null.</param>
    /// <param name="timestamp">True marks a column of long as <see cref="ColumnType.Timestamp"/>.</param>
    public Column(string name, ReadOnlyMemory<T> values, ReadOnlyMemory<byte> validity = default, bool timestamp = false)
        : base(name, TypeOf(timestamp), values.Length, validity) => Memory = values;

    public ReadOnlyMemory<T> Memory { get; }

    public ReadOnlySpan<T> Values => Memory.Span;

    public override object? GetValue(int row) =>
        IsNull(row) ? null
        : Type == ColumnType.Timestamp ? UnixMicros.ToInstant((long)(object)Values[row])
        : Values[row];

    public override Column Rename(string name) => new Column<T>(name, Memory, Validity, Type == ColumnType.Timestamp);

    public override Column Take(ReadOnlySpan<int> rows)
    {
        var source = Values;
        var values = GC.AllocateUninitializedArray<T>(rows.Length);
        for (var i = 0; i < rows.Length; i++)
            values[i] = rows[i] < 0 ? default : source[rows[i]];
        return new Column<T>(Name, values, TakeValidity(rows), Type == ColumnType.Timestamp);
    }

    public override Column Slice(int start, int length) =>
        new Column<T>(Name, Memory.Slice(start, length), SliceValidity(start, length), Type == ColumnType.Timestamp);

    public override Column Append(IReadOnlyList<Column> others)
    {
        var values = GC.AllocateUninitializedArray<T>(Length + others.Sum(other => other.Length));
        var at = 0;
        foreach (var part in others.Prepend(this))
        {
            ((Column<T>)part).Values.CopyTo(values.AsSpan(at));
            at += part.Length;
        }

        return new Column<T>(Name, values, AppendValidity(others), Type == ColumnType.Timestamp);
    }

    public override double[] ToDoubles()
    {
        var doubles = new double[Length];
        var values = Values;
        for (var i = 0; i < doubles.Length; i++)
            doubles[i] = IsNull(i) ? double.NaN : double.CreateTruncating(values[i]);
        return doubles;
    }

    private static ColumnType TypeOf(bool timestamp) => default(T) switch
    {
        int => ColumnType.Int32,
        long => timestamp ? ColumnType.Timestamp : ColumnType.Int64,
        float => ColumnType.Float32,
        double => ColumnType.Float64,
        _ => throw new NotSupportedException(string.Create(CultureInfo.InvariantCulture, $"Frames hold int, long, float and double, not {typeof(T).Name}.")),
    };
}
