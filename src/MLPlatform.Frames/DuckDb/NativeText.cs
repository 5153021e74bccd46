using System.Runtime.InteropServices;

namespace MLPlatform.Frames.DuckDb;

/// <summary>DuckDB's <c>duckdb_string_t</c>, 16 bytes: up to 12 bytes of text inside, longer text as its first 4 bytes and an address.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal unsafe struct NativeText
{
    private const int MostInside = 12;

    [FieldOffset(0)]
    private uint _length;

    [FieldOffset(4)]
    private fixed byte _inside[MostInside];

    [FieldOffset(8)]
    private byte* _address;

    public readonly int Length => (int)_length;

    public static ReadOnlySpan<byte> Read(NativeText* text) =>
        new(text->_length <= MostInside ? text->_inside : text->_address, (int)text->_length);

    public void Set(byte* utf8, int length)
    {
        _length = (uint)length;
        fixed (byte* inside = _inside)
        {
            // Comparisons in DuckDB read the whole struct, so unused bytes inside have to be zero.
            new Span<byte>(inside, MostInside).Clear();
            new ReadOnlySpan<byte>(utf8, Math.Min(length, length <= MostInside ? MostInside : 4)).CopyTo(new Span<byte>(inside, MostInside));
        }

        if (length > MostInside)
            _address = utf8;
    }
}
