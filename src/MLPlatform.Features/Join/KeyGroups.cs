namespace MLPlatform.Features.Join;

/// <summary>Feature rows brought together by key and, within a key, in order of time.</summary>
internal sealed class KeyGroups
{
    private KeyGroups(int[] starts, int[] rows, long[] times)
    {
        Starts = starts;
        Rows = rows;
        Times = times;
    }

    /// <summary>Where the rows of key <c>k</c> begin: <c>Starts[k]</c> up to <c>Starts[k + 1]</c>. Shape: keys + 1.</summary>
    public int[] Starts { get; }

    /// <summary>Index of the feature row at each place.</summary>
    public int[] Rows { get; }

    /// <summary>Time at each place, ascending within a key.</summary>
    public long[] Times { get; }

    /// <param name="ids">Key of each row; rows with -1 are left out.</param>
    /// <param name="times">What to order by; a tie keeps the order of <paramref name="ties"/>, then that of the rows.</param>
    public static KeyGroups Of(int[] ids, int keyCount, ReadOnlySpan<long> times, ReadOnlySpan<long> ties)
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
        for (var row = 0; row < ids.Length; row++)
        {
            if (ids[row] < 0)
                continue;
            var place = next[ids[row]]++;
            rows[place] = row;
            sorted[place] = times[row];
        }

        for (var key = 0; key < keyCount; key++)
            Order(rows.AsSpan(starts[key]..starts[key + 1]), sorted.AsSpan(starts[key]..starts[key + 1]), ties);
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

    private static void Order(Span<int> rows, Span<long> times, ReadOnlySpan<long> ties)
    {
        var ordered = true;
        for (var i = 1; i < rows.Length && ordered; i++)
            ordered = times[i - 1] < times[i] || (times[i - 1] == times[i] && (ties.IsEmpty || ties[rows[i - 1]] <= ties[rows[i]]));
        if (ordered)
            return;

        // The sort is not stable, so the row index is part of the key; rows arrive in index order.
        var entries = new (long Time, long Tie, int Row)[rows.Length];
        for (var i = 0; i < entries.Length; i++)
            entries[i] = (times[i], ties.IsEmpty ? 0 : ties[rows[i]], rows[i]);
        Array.Sort(entries);
        for (var i = 0; i < entries.Length; i++)
            (times[i], rows[i]) = (entries[i].Time, entries[i].Row);
    }
}
