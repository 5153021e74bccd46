using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace MLPlatform.Features.Join;

/// <summary>
/// The way for feature rows in any order. The entity rows of a key, in order of time, cut time into gaps; one pass over the feature rows keeps the newest that
/// becomes visible in each gap, and a sweep along a key's gaps carries the newest forward. Sorting the feature rows instead, or only gathering them by key, costs
/// several times as much: there are more of them, and each would be moved to a place far from the last.
/// </summary>
internal static class GapScan
{
    // Below this a second thread costs more than it brings.
    private const int LeastStretch = 1 << 17;

    private const int Block = 256;

    // Each thread has gaps of its own to fill, so more threads take more memory.
    private const int MostParts = 8;

    public static Picks Run(JoinTimes join)
    {
        var asks = KeyGroups.Of(join.Asked, join.KeyCount, join.At, default, join.Threads);
        var count = join.Ids.Length;
        var gaps = new Newest[Math.Clamp(Math.Min(join.Threads, count / LeastStretch), 1, MostParts)][];
        Parallel.For(0, gaps.Length, new ParallelOptions { MaxDegreeOfParallelism = gaps.Length }, part =>
        {
            gaps[part] = GC.AllocateUninitializedArray<Newest>(asks.Rows.Length);
            Array.Fill(gaps[part], Newest.None);
            Scan(join, asks, gaps[part], (int)((long)count * part / gaps.Length), (int)((long)count * (part + 1) / gaps.Length));
        });

        var picks = new Picks(
            GC.AllocateUninitializedArray<int>(join.Asked.Length),
            GC.AllocateUninitializedArray<long>(join.Asked.Length),
            join.Leak == Leak.LatestValue && !join.Known.IsEmpty ? new bool[join.Asked.Length] : []);
        Array.Fill(picks.Rows, -1);
        Array.Fill(picks.Newest, long.MinValue);
        RowChunks.Run(join.KeyCount, join.Threads, (from, to) => Sweep(join, asks, gaps, picks, from, to), size: 1 << 10);
        return picks;
    }

    // Three steps over a block of rows, each fetching what the next one will touch: in one step every row would wait for memory three times.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scan(JoinTimes join, KeyGroups asks, Newest[] gaps, int from, int to)
    {
        var happened = join.Happened.Span;
        var known = join.Known.Span;
        // A careless join sees a fact as it happens.
        var delayed = !known.IsEmpty && join.Leak == Leak.None;
        var ids = join.Ids.AsSpan();
        var (starts, times) = (asks.Starts, asks.Times);
        Span<int> rows = stackalloc int[Block];
        Span<int> places = stackalloc int[Block];
        Span<int> ends = stackalloc int[Block];
        while (from < to)
        {
            var count = 0;
            for (; from < to && count < Block; from++)
            {
                var id = ids[from];
                if (id < 0 || starts[id] == starts[id + 1])
                    continue;
                (rows[count], places[count], ends[count]) = (from, starts[id], starts[id + 1]);
                Prefetch(ref times[starts[id]]);
                Prefetch(ref times[starts[id + 1] - 1]);
                count++;
            }

            var met = 0;
            for (var i = 0; i < count; i++)
            {
                var row = rows[i];
                var place = FirstNotBefore(times, places[i], ends[i], delayed ? Math.Max(happened[row], known[row]) : happened[row]);
                // Past the last row that asks nobody sees it.
                if (place == ends[i])
                    continue;
                (rows[met], places[met]) = (row, place);
                Prefetch(ref gaps[place]);
                met++;
            }

            for (var i = 0; i < met; i++)
            {
                var row = rows[i];
                var time = happened[row];
                ref var newest = ref gaps[places[i]];
                // Rows come in order, so the later one wins a tie of both times.
                if (time > newest.Time || (time == newest.Time && (known.IsEmpty || newest.Row < 0 || known[row] >= known[newest.Row])))
                    newest = new Newest(time, row);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Prefetch<T>(ref T place)
    {
        // Only a hint: should the array move meanwhile, nothing is read.
        if (Sse.IsSupported)
            Sse.Prefetch0(Unsafe.AsPointer(ref place));
    }

    // Without a branch on the data: half of them would be guessed wrong.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int FirstNotBefore(long[] times, int from, int end, long time)
    {
        var length = end - from;
        while (length > 0)
        {
            var half = (length + 1) >> 1;
            from += half * (times[from + half - 1] < time ? 1 : 0);
            length -= half;
        }

        return from;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sweep(JoinTimes join, KeyGroups asks, Newest[][] gaps, Picks picks, int from, int to)
    {
        var known = join.Known.Span;
        for (var key = from; key < to; key++)
        {
            var newest = Newest.None;
            for (var gap = asks.Starts[key]; gap < asks.Starts[key + 1]; gap++)
            {
                foreach (var part in gaps)
                    if (IsNewer(part[gap], newest, known))
                        newest = part[gap];
                if (newest.Row < 0 || newest.Time < JoinTimes.Oldest(asks.Times[gap], join.Ttl))
                    continue;
                var row = asks.Rows[gap];
                picks.Rows[row] = newest.Row;
                picks.Newest[row] = newest.Time;
                if (picks.Leaky.Length > 0)
                    picks.Leaky[row] = known[newest.Row] > asks.Times[gap];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsNewer(Newest one, Newest other, ReadOnlySpan<long> known)
    {
        if (one.Row < 0 || other.Row < 0 || one.Time != other.Time)
            return one.Row >= 0 && (other.Row < 0 || one.Time > other.Time);
        var order = known.IsEmpty ? 0 : known[one.Row].CompareTo(known[other.Row]);
        return order > 0 || (order == 0 && one.Row > other.Row);
    }

    /// <param name="Row">-1 for none.</param>
    private readonly record struct Newest(long Time, int Row)
    {
        public static Newest None => new(long.MinValue, -1);
    }
}
