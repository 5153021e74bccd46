using MLPlatform.Contracts.Features;

namespace MLPlatform.Frames;

/// <summary>One named, typed, immutable column in Arrow's memory layout.</summary>
public abstract class Column
{
    private protected Column(string name, ColumnType type, int length, ReadOnlyMemory<byte> validity)
    {
        Name = name;
        Type = type;
        Length = length;
        Validity = validity;
        NullCount = validity.IsEmpty ? 0 : length - Bitmap.CountOnes(validity.Span, length);
    }

    public string Name { get; }

    public ColumnType Type { get; }

    public int Length { get; }

    /// <summary>A set bit marks a value, a clear bit a null; empty when nothing is null.</summary>
    public ReadOnlyMemory<byte> Validity { get; }

    public int NullCount { get; }

    public bool IsNull(int row) => !Validity.IsEmpty && !Bitmap.Get(Validity.Span, row);

    /// <summary>The value boxed: bool, int, long, float, double, string, <see cref="DateTimeOffset"/> for timestamps, or null.</summary>
    public abstract object? GetValue(int row);

    public abstract Column Rename(string name);

    /// <summary>Rows by index, in the order asked; an index of -1 gives a null.</summary>
    public abstract Column Take(ReadOnlySpan<int> rows);

    public abstract Column Slice(int start, int length);

    /// <summary>Rows of several columns of the same type, one after another, under this column's name.</summary>
    public abstract Column Append(IReadOnlyList<Column> others);

    /// <summary>Values as doubles with nulls as NaN; bools as 0 and 1. Shape: <see cref="Length"/>.</summary>
    /// <exception cref="Contracts.Errors.PlatformException">The column is text.</exception>
    public abstract double[] ToDoubles();

    public override string ToString() => $"{Name}: {Type}[{Length}]";

    private protected byte[] SliceValidity(int start, int length)
    {
        if (Validity.IsEmpty)
            return [];
        var bits = new byte[Bitmap.ByteCount(length)];
        for (var i = 0; i < length; i++)
            if (!IsNull(start + i))
                Bitmap.Set(bits, i, true);
        return bits;
    }

    private protected byte[] TakeValidity(ReadOnlySpan<int> rows)
    {
        if (Validity.IsEmpty && !rows.Contains(-1))
            return [];
        var bits = new byte[Bitmap.ByteCount(rows.Length)];
        for (var i = 0; i < rows.Length; i++)
            if (rows[i] >= 0 && !IsNull(rows[i]))
                Bitmap.Set(bits, i, true);
        return bits;
    }

    private protected byte[] AppendValidity(IReadOnlyList<Column> others)
    {
        if (NullCount == 0 && others.All(other => other.NullCount == 0))
            return [];
        var bits = new byte[Bitmap.ByteCount(Length + others.Sum(other => other.Length))];
        var at = 0;
        foreach (var part in others.Prepend(this))
            for (var i = 0; i < part.Length; i++, at++)
                if (!part.IsNull(i))
                    Bitmap.Set(bits, at, true);
        return bits;
    }
}
