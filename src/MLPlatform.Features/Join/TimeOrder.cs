using System.Runtime.CompilerServices;

namespace MLPlatform.Features.Join;

/// <summary>Row numbers in order of time, by a radix sort of eleven bits a pass over the bits that differ.</summary>
internal static class TimeOrder
{
    private const int Bits = 11;

    /// <returns>Null when the times are in order already.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int[]? Of(ReadOnlySpan<long> times)
    {
        long least = long.MaxValue, greatest = long.MinValue;
        var ordered = true;
        for (var i = 0; i < times.Length; i++)
        {
            ordered &= i == 0 || times[i - 1] <= times[i];
            least = Math.Min(least, times[i]);
            greatest = Math.Max(greatest, times[i]);
        }

        if (ordered)
            return null;
        var keys = new ulong[times.Length];
        var rows = new int[times.Length];
        for (var i = 0; i < rows.Length; i++)
            (keys[i], rows[i]) = ((ulong)times[i] - (ulong)least, i);
        var (otherKeys, otherRows) = (new ulong[keys.Length], new int[rows.Length]);
        var range = (ulong)greatest - (ulong)least;
        for (var shift = 0; shift < 64 && range >> shift != 0; shift += Bits)
        {
            Pass(keys, rows, otherKeys, otherRows, shift);
            (keys, otherKeys) = (otherKeys, keys);
            (rows, otherRows) = (otherRows, rows);
        }

        return rows;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pass(ulong[] keys, int[] rows, ulong[] toKeys, int[] toRows, int shift)
    {
        var places = new int[1 << Bits];
        foreach (var key in keys)
            places[key >> shift & ((1 << Bits) - 1)]++;
        var at = 0;
        for (var digit = 0; digit < places.Length; digit++)
            (places[digit], at) = (at, at + places[digit]);
        for (var i = 0; i < keys.Length; i++)
        {
            var place = places[keys[i] >> shift & ((1 << Bits) - 1)]++;
            (toKeys[place], toRows[place]) = (keys[i], rows[i]);
        }
    }
}
