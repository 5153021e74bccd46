namespace MLPlatform.Features.Join;

/// <summary>
/// Newest row of the key that happened within (T - ttl, both ends in) and was known at T; a tie in event time goes to the later known,
/// then to the later row.
/// </summary>
internal static class PlainJoin
{
    public static Picks Run(JoinTimes join) =>
        join.Known.IsEmpty && IsAscending(join.Happened.Span) ? MergedScan.Run(join) : Grouped(join);

    private static bool IsAscending(ReadOnlySpan<long> times)
    {
        for (var i = 1; i < times.Length; i++)
            if (times[i - 1] > times[i])
                return false;
        return true;
    }

    private static Picks Grouped(JoinTimes join)
    {
        var groups = KeyGroups.Of(join.Ids, join.KeyCount, join.Happened.Span, join.Known.Span);
        var known = join.Known.IsEmpty ? null : new KnownTimes(groups.Rows, join.Known.Span);
        var picks = new int[join.Asked.Length];
        var leaky = known is not null && join.Leak == Leak.LatestValue ? new bool[picks.Length] : [];
        RowChunks.Run(picks.Length, join.Threads, (from, to) =>
        {
            var at = join.At.Span;
            for (var row = from; row < to; row++)
            {
                picks[row] = -1;
                var key = join.Asked[row];
                if (key < 0)
                    continue;
                var start = groups.Starts[key];
                var place = groups.After(start, groups.Starts[key + 1], at[row]) - 1;
                if (known is not null && join.Leak == Leak.None)
                    place = known.LastAtMost(start, place, at[row]);
                if (place < start || groups.Times[place] < JoinTimes.Oldest(at[row], join.Ttl))
                    continue;
                picks[row] = groups.Rows[place];
                if (leaky.Length > 0)
                    leaky[row] = known!.At(place) > at[row];
            }
        });
        return new Picks(picks, leaky);
    }
}

/// <summary>Known times in the order of <see cref="KeyGroups"/>, with the least of each block, so that long runs of late facts are stepped over.</summary>
internal sealed class KnownTimes
{
    private const int Block = 64;
    private readonly long[] _known;
    private readonly long[] _least;

    public KnownTimes(int[] rows, ReadOnlySpan<long> known)
    {
        _known = new long[rows.Length];
        for (var i = 0; i < rows.Length; i++)
            _known[i] = known[rows[i]];
        _least = new long[rows.Length / Block + 1];
        Array.Fill(_least, long.MaxValue);
        for (var i = 0; i < _known.Length; i++)
            _least[i / Block] = Math.Min(_least[i / Block], _known[i]);
    }

    public long At(int place) => _known[place];

    /// <summary>The last place from <paramref name="start"/> to <paramref name="last"/>, both in, that was known by <paramref name="time"/>; below start when none was.</summary>
    public int LastAtMost(int start, int last, long time)
    {
        while (last >= start && _known[last] > time)
        {
            // On a block's last place, the whole block may be skipped.
            if ((last & (Block - 1)) == Block - 1 && _least[last / Block] > time)
                last -= Block;
            else
                last--;
        }

        return last;
    }
}
