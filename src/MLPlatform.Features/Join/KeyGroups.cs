using System.Runtime.CompilerServices;

namespace MLPlatform.Features.Join;

/// <summary>Rows brought together by key and, within a key, in order of time.</summary>
internal sealed class KeyGroups
{
    // Below this a plain insertion sort is the fastest.
    private const int FewRows = 24;
    private const int KeysAtOnce = 1 << 10;

    private KeyGroups(int[] starts, int[] rows, long[] times)
    {
        Starts = starts;
        Rows = rows;
        Times = times;
    }

    /// <summary>Where the rows of key <c>k</c> begin: <c>Starts[k]</c> up to <c>Starts[k + 1]</c>. Shape: keys + 1.</summary>
    public int[] Starts { get; }

    /// <summary>Index of the row at each place.</summary>
    public int[] Rows { get; }

    /// <summary>Time at each place, ascending within a key.</summary>
    public long[] Times { get; }

    /// <param name="ids">Key of each row; rows with -1 are left out.</param>
    /// <param name="times">What to order by; a tie keeps the order of <paramref name="ties"/>, then that of the rows.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static KeyGroups Of(int[] ids, int keyCount, ReadOnlyMemory<long> times, ReadOnlyMemory<long> ties, int threads)
    {
        var starts = new int[keyCount + 1];
        foreach (var id in ids)
            if (id >= 0)
                starts[id + 1]++;
        for (var key = 0; key < keyCount; key++)
            starts[key + 1] += starts[key];

        var rows = GC.AllocateUninitializedArray<int>(starts[keyCount]);
        var sorted = GC.AllocateUninitializedArray<long>(rows.Length);
        var next = starts.AsSpan(0, keyCount).ToArray();
        var unordered = times.Span;
        for (var row = 0; row < ids.Length; row++)
        {
            if (ids[row] < 0)
                continue;
            var place = next[ids[row]]++;
            rows[place] = row;
            sorted[place] = unordered[row];
        }

        RowChunks.Run(
            keyCount,
            threads,
            (from, to) =>
            {
                for (var key = from; key < to; key++)
                    Order(rows.AsSpan(starts[key]..starts[key + 1]), sorted.AsSpan(starts[key]..starts[key + 1]), ties);
            },
            KeysAtOnce);
        return new KeyGroups(starts, rows, sorted);
    }

    /// <summary>First place of the key whose time is after <paramref name="time"/>, at or past <paramref name="from"/>.</summary>
    public int After(int from, int end, long time)
    {
        var times = Times;
        while (from < end)
        {
            var middle = (int)((uint)(from + end) >> 1);
            if (times[middle] <= time)
                from = middle + 1;
            else
                end = middle;
        }

        return from;
    }

    // Rows arrive in index order, so a stable sort by time and tie is what is wanted.
    private static void Order(Span<int> rows, Span<long> times, ReadOnlyMemory<long> ties)
    {
        if (rows.Length <= FewRows)
        {
            Insert(rows, times, ties.Span);
            return;
        }

        var ordered = true;
        for (var i = 1; i < rows.Length && ordered; i++)
            ordered = times[i - 1] < times[i] || (times[i - 1] == times[i] && (ties.IsEmpty || ties.Span[rows[i - 1]] <= ties.Span[rows[i]]));
        if (ordered)
            return;
        times.Sort(rows);
        // That sort is not stable: each run of equal times is put right by itself.
        for (int from = 0, to; from < rows.Length; from = to)
        {
            for (to = from + 1; to < rows.Length && times[to] == times[from];)
                to++;
            if (to - from == 1)
                continue;
            if (ties.IsEmpty)
                rows[from..to].Sort();
            else
                rows[from..to].Sort((a, b) => ties.Span[a] != ties.Span[b] ? ties.Span[a].CompareTo(ties.Span[b]) : a.CompareTo(b));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Insert(Span<int> rows, Span<long> times, ReadOnlySpan<long> ties)
    {
        for (var i = 1; i < rows.Length; i++)
        {
            var (row, time) = (rows[i], times[i]);
            var place = i;
            for (; place > 0 && (times[place - 1] > time || (times[place - 1] == time && !ties.IsEmpty && ties[rows[place - 1]] > ties[row])); place--)
                (rows[place], times[place]) = (rows[place - 1], times[place - 1]);
            (rows[place], times[place]) = (row, time);
        }
    }
}
