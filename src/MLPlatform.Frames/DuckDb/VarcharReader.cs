namespace MLPlatform.Frames.DuckDb;

/// <summary>VARCHAR.</summary>
internal sealed unsafe class VarcharReader(int capacity) : TextBuilder(capacity)
{
    protected override void Read(void* data, byte* validity, int rows)
    {
        var source = (NativeText*)data;
        var valid = new ReadOnlySpan<byte>(validity, validity == null ? 0 : Bitmap.ByteCount(rows));
        for (var i = 0; i < rows; i++)
            Add(Rows + i, valid.IsEmpty || Bitmap.Get(valid, i) ? NativeText.Read(source + i) : []);
    }
}
