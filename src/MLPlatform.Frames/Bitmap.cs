namespace MLPlatform.Frames;

/// <summary>Arrow's bit order: bit <c>i</c> is bit <c>i % 8</c>, least significant first, of byte <c>i / 8</c>.</summary>
public static class Bitmap
{
    public static int ByteCount(int bits) => (bits + 7) / 8;

    public static bool Get(ReadOnlySpan<byte> bitmap, int index) => (bitmap[index >> 3] >> (index & 7) & 1) != 0;

    public static void Set(Span<byte> bitmap, int index, bool value)
    {
        var mask = (byte)(1 << (index & 7));
        if (value)
            bitmap[index >> 3] |= mask;
        else
            bitmap[index >> 3] &= (byte)~mask;
    }

    public static int CountOnes(ReadOnlySpan<byte> bitmap, int bits)
    {
        var count = 0;
        for (var i = 0; i < bits >> 3; i++)
            count += System.Numerics.BitOperations.PopCount(bitmap[i]);
        for (var i = bits & ~7; i < bits; i++)
            count += Get(bitmap, i) ? 1 : 0;
        return count;
    }
}
