using MLPlatform.Contracts.Errors;

namespace MLPlatform.Frames.DuckDb;

/// <summary>Base of the readers that make text.</summary>
internal abstract unsafe class TextBuilder(int capacity) : ColumnReader(capacity)
{
    private int[] _offsets = new int[capacity + 1];
    private byte[] _utf8 = [];
    private int _at;

    protected void Add(int row, ReadOnlySpan<byte> text)
    {
        if (text.Length > _utf8.Length - _at)
        {
            var needed = (long)_at + text.Length;
            if (needed > Array.MaxLength)
                throw new PlatformException(DataErrors.QueryFailed, "A text column of the result is larger than 2 GiB.", "Select fewer rows or columns.");
            Array.Resize(ref _utf8, (int)Math.Min(Array.MaxLength, Math.Max(needed, Math.Max(_utf8.Length * 2L, Capacity * 4L))));
        }

        text.CopyTo(_utf8.AsSpan(_at));
        _at += text.Length;
        _offsets[row + 1] = _at;
    }

    protected sealed override void Grow(int capacity) => Array.Resize(ref _offsets, capacity + 1);

    protected sealed override Column Build(string name, int rows, ReadOnlyMemory<byte> validity) =>
        new TextColumn(name, _offsets.AsMemory(0, rows + 1), _utf8.AsMemory(0, _at), validity);
}
