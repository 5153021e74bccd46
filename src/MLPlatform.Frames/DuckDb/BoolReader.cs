namespace MLPlatform.Frames.DuckDb;

/// <summary>One byte a value there, one bit here.</summary>
internal sealed unsafe class BoolReader(int capacity) : ColumnReader(capacity)
{
    private byte[] _bits = new byte[Bitmap.ByteCount(capacity)];

    protected override void Read(void* data, byte* validity, int rows)
    {
        var source = new ReadOnlySpan<byte>(data, rows);
        for (var i = 0; i < rows; i++)
            if (source[i] != 0)
                Bitmap.Set(_bits, Rows + i, true);
    }

    protected override void Grow(int capacity) => Array.Resize(ref _bits, Bitmap.ByteCount(capacity));

    protected override Column Build(string name, int rows, ReadOnlyMemory<byte> validity) => new BoolColumn(name, _bits.AsMemory(0, Bitmap.ByteCount(rows)), rows, validity);
}
