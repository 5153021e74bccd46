namespace MLPlatform.Features.Join;

/// <summary>The way for few feature rows and many entity rows: the feature rows are brought together by key and each entity row searches among its key's.</summary>
internal static class GroupedSearch
{
    public static Picks Run(JoinTimes join)
    {
        var groups = KeyGroups.Of(join.Ids, join.KeyCount, join.Happened, join.Known, join.Threads);
        var known = join.Known.IsEmpty ? null : new KnownTimes(groups.Rows, join.Known.Span);
        var picks = new int[join.Asked.Length];
        var newest = new long[picks.Length];
        var leaky = known is not null && join.Leak == Leak.LatestValue ? new bool[picks.Length] : [];
        RowChunks.Run(picks.Length, join.Threads, (from, to) =>
        {
            var at = join.At.Span;
            for (var row = from; row < to; row++)
            {
                (picks[row], newest[row]) = (-1, long.MinValue);
                var key = join.Asked[row];
                if (key < 0)
                    continue;
                var start = groups.Starts[key];
                var place = groups.After(start, groups.Starts[key + 1], at[row]) - 1;
                if (known is not null && join.Leak == Leak.None)
                    place = known.LastAtMost(start, place, at[row]);
                if (place < start || groups.Times[place] < JoinTimes.Oldest(at[row], join.Ttl))
                    continue;
                (picks[row], newest[row]) = (groups.Rows[place], groups.Times[place]);
                if (leaky.Length > 0)
                    leaky[row] = known!.At(place) > at[row];
            }
        });
        return new Picks(picks, newest, leaky);
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
