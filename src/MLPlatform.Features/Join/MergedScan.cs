using System.Runtime.CompilerServices;

namespace MLPlatform.Features.Join;

/// <summary>
/// The fast way when feature rows are in order of time: walk them once beside the entity rows in order of time, remembering the last row of each key.
/// Each thread takes a stretch of the feature rows; what it can't find there it looks up in the memory the earlier stretches ended with.
/// </summary>
internal static class MergedScan
{
    // Below this a second thread costs more than it brings.
    private const int LeastStretch = 1 << 18;

    public static Picks Run(JoinTimes join)
    {
        var order = TimeOrder.Of(join.At.Span);
        var count = join.Happened.Length;
        var parts = Math.Clamp(Math.Min(join.Threads, count / LeastStretch), 1, 16);
        var bounds = new int[parts + 1];
        for (var part = 0; part <= parts; part++)
            bounds[part] = (int)((long)count * part / parts);
        var asked = new int[parts + 1];
        for (var part = 1; part < parts; part++)
            asked[part] = FirstAtOrAfter(join, order, join.Happened.Span[bounds[part]]);
        asked[parts] = order?.Length ?? join.At.Length;

        var picks = GC.AllocateUninitializedArray<int>(join.Asked.Length);
        var last = new int[parts][];
        Parallel.For(0, parts, new ParallelOptions { MaxDegreeOfParallelism = parts }, part =>
        {
            last[part] = new int[join.KeyCount];
            Scan(join, order, picks, last[part], bounds[part], bounds[part + 1], asked[part], asked[part + 1]);
        });
        return new Picks(picks, Finish(join, order, picks, last, asked), []);
    }

    // `last` holds row + 1, so that fresh memory means none.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scan(JoinTimes join, int[]? order, int[] picks, int[] last, int feature, int features, int place, int places)
    {
        var happened = join.Happened.Span;
        var at = join.At.Span;
        var ids = join.Ids.AsSpan();
        var asked = join.Asked;
        for (; place < places; place++)
        {
            var row = order is null ? place : order[place];
            var time = at[row];
            while (feature < features && happened[feature] <= time)
            {
                var id = ids[feature++];
                if ((uint)id < (uint)last.Length)
                    last[id] = feature;
            }

            var key = asked[row];
            picks[row] = key < 0 ? -1 : last[key] - 1;
        }

        // Later stretches ask for what this one ended with.
        for (; feature < features; feature++)
            if (ids[feature] >= 0)
                last[ids[feature]] = feature + 1;
    }

    // What a stretch did not find an earlier one may have; what is too old counts as not found.
    private static long[] Finish(JoinTimes join, int[]? order, int[] picks, int[][] last, int[] asked)
    {
        var newest = GC.AllocateUninitializedArray<long>(picks.Length);
        for (var part = 0; part < last.Length; part++)
        {
            var (from, here) = (asked[part], part);
            RowChunks.Run(asked[part + 1] - from, join.Threads, (start, end) =>
            {
                var at = join.At.Span;
                var happened = join.Happened.Span;
                for (var place = from + start; place < from + end; place++)
                {
                    var row = order is null ? place : order[place];
                    for (var earlier = here - 1; earlier >= 0 && picks[row] < 0 && join.Asked[row] >= 0; earlier--)
                        picks[row] = last[earlier][join.Asked[row]] - 1;
                    newest[row] = picks[row] < 0 ? long.MinValue : happened[picks[row]];
                    if (newest[row] < JoinTimes.Oldest(at[row], join.Ttl))
                        (picks[row], newest[row]) = (-1, long.MinValue);
                }
            });
        }

        return newest;
    }

    private static int FirstAtOrAfter(JoinTimes join, int[]? order, long time)
    {
        var at = join.At.Span;
        int from = 0, end = at.Length;
        while (from < end)
        {
            var middle = (int)((uint)(from + end) >> 1);
            if (at[order is null ? middle : order[middle]] < time)
                from = middle + 1;
            else
                end = middle;
        }

        return from;
    }
}
