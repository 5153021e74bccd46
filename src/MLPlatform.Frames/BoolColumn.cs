using MLPlatform.Contracts.Features;

namespace MLPlatform.Frames;

/// <summary>A column of bools, one bit each.</summary>
public sealed class BoolColumn : Column
{
    /// <param name="bits">Arrow bitmap of the values, <c>(length + 7) / 8</c> bytes.</param>
    public BoolColumn(string name, ReadOnlyMemory<byte> bits, int length, ReadOnlyMemory<byte> validity = default)
        : base(name, ColumnType.Bool, length, validity) => Bits = bits;

    public BoolColumn(string name, ReadOnlySpan<bool> values)
        : this(name, Pack(values), values.Length)
    {
    }

    public ReadOnlyMemory<byte> Bits { get; }

    public bool this[int row] => Bitmap.Get(Bits.Span, row);

    public override object? GetValue(int row) => IsNull(row) ? null : this[row];

    public override Column Rename(string name) => new BoolColumn(name, Bits, Length, Validity);

    public override Column Take(ReadOnlySpan<int> rows)
    {
        var bits = new byte[Bitmap.ByteCount(rows.Length)];
        for (var i = 0; i < rows.Length; i++)
            if (rows[i] >= 0 && this[rows[i]])
                Bitmap.Set(bits, i, true);
        return new BoolColumn(Name, bits, rows.Length, TakeValidity(rows));
    }

    public override Column Slice(int start, int length)
    {
        var bits = new byte[Bitmap.ByteCount(length)];
        for (var i = 0; i < length; i++)
            if (this[start + i])
                Bitmap.Set(bits, i, true);
        return new BoolColumn(Name, bits, length, SliceValidity(start, length));
    }

    public override Column Append(IReadOnlyList<Column> others)
    {
        var length = Length + others.Sum(other => other.Length);
        var bits = new byte[Bitmap.ByteCount(length)];
        var at = 0;
        foreach (var part in others.Prepend(this).Cast<BoolColumn>())
            for (var i = 0; i < part.Length; i++, at++)
                if (part[i])
                    Bitmap.Set(bits, at, true);
        return new BoolColumn(Name, bits, length, AppendValidity(others));
    }

    public override double[] ToDoubles()
    {
        var doubles = new double[Length];
        for (var i = 0; i < doubles.Length; i++)
            doubles[i] = IsNull(i) ? double.NaN : this[i] ? 1 : 0;
        return doubles;
    }

    private static byte[] Pack(ReadOnlySpan<bool> values)
    {
        var bits = new byte[Bitmap.ByteCount(values.Length)];
        for (var i = 0; i < values.Length; i++)
            if (values[i])
                Bitmap.Set(bits, i, true);
        return bits;
    }
}
