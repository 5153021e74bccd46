namespace MLPlatform.Frames.DuckDb;

/// <summary>Collects one result column over the chunks of a query.</summary>
internal abstract unsafe class ColumnReader(int capacity)
{
    private byte[] _validity = [];

    protected int Rows { get; private set; }

    protected int Capacity { get; private set; } = capacity;

    public void Append(nint vector, int rows)
    {
        if (Rows + rows > Capacity)
        {
            Capacity = checked((int)Math.Max(Rows + rows, Math.Min(Capacity * 2L, Array.MaxLength)));
            Grow(Capacity);
        }

        var validity = Native.VectorValidity(vector);
        Read(Native.VectorData(vector), validity, rows);
        AppendValidity(validity, rows);
        Rows += rows;
    }

    public Column Build(string name)
    {
        var validity = _validity.Length == 0 ? default : _validity.AsMemory(0, Bitmap.ByteCount(Rows));
        var column = Build(name, Rows, validity);
        return column.NullCount == 0 && !validity.IsEmpty ? Build(name, Rows, default) : column;
    }

    protected abstract void Read(void* data, byte* validity, int rows);

    protected abstract void Grow(int capacity);

    protected abstract Column Build(string name, int rows, ReadOnlyMemory<byte> validity);

    private void AppendValidity(byte* validity, int rows)
    {
        if (validity == null && _validity.Length == 0)
            return;
        var needed = Bitmap.ByteCount(Math.Max(Capacity, Rows + rows));
        if (_validity.Length == 0)
        {
            _validity = new byte[needed];
            MarkValid(0, Rows);
        }
        else if (_validity.Length < needed)
        {
            Array.Resize(ref _validity, needed);
        }

        if (validity == null)
        {
            MarkValid(Rows, rows);
            return;
        }

        var source = new ReadOnlySpan<byte>(validity, Bitmap.ByteCount(rows));
        if ((Rows & 7) == 0)
        {
            source.CopyTo(_validity.AsSpan(Rows / 8));
            // Bits past the last row may be set; the next chunk's rows must find theirs clear.
            if ((rows & 7) != 0)
                _validity[(Rows + rows) / 8] &= (byte)((1 << (rows & 7)) - 1);
            return;
        }

        for (var i = 0; i < rows; i++)
            if (Bitmap.Get(source, i))
                Bitmap.Set(_validity, Rows + i, true);
    }

    private void MarkValid(int start, int rows)
    {
        var end = start + rows;
        for (; start < end && (start & 7) != 0; start++)
            Bitmap.Set(_validity, start, true);
        var whole = (end - start) / 8;
        _validity.AsSpan(start / 8, whole).Fill(0xFF);
        for (start += whole * 8; start < end; start++)
            Bitmap.Set(_validity, start, true);
    }
}
