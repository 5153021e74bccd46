namespace MLPlatform.Frames.DuckDb;

/// <summary>ENUM: codes of <paramref name="width"/> bytes into a dictionary of UTF-8 texts.</summary>
internal sealed unsafe class EnumReader(int capacity, byte[][] dictionary, int width) : TextBuilder(capacity)
{
    protected override void Read(void* data, byte* validity, int rows)
    {
        var valid = new ReadOnlySpan<byte>(validity, validity == null ? 0 : Bitmap.ByteCount(rows));
        for (var i = 0; i < rows; i++)
        {
            var code = width switch { 1 => ((byte*)data)[i], 2 => ((ushort*)data)[i], _ => ((uint*)data)[i] };
            Add(Rows + i, valid.IsEmpty || Bitmap.Get(valid, i) ? dictionary[code] : []);
        }
    }
}
