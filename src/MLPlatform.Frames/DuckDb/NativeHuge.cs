using System.Runtime.InteropServices;

namespace MLPlatform.Frames.DuckDb;

/// <summary>DuckDB's 128-bit integers, low half first.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct NativeHuge
{
    private readonly ulong _low;
    private readonly ulong _high;

    public Int128 Signed => new(_high, _low);

    /// <summary>Above 2^127 - 1 it saturates, which is past what fits a long anyway.</summary>
    public Int128 Unsigned => _high > long.MaxValue ? Int128.MaxValue : new Int128(_high, _low);
}
