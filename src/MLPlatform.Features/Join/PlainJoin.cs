namespace MLPlatform.Features.Join;

/// <summary>
/// Newest row of the key that happened within (T - ttl, both ends in) and was known at T; a tie in event time goes to the later known,
/// then to the later row.
/// </summary>
internal static class PlainJoin
{
    public static Picks Run(JoinTimes join) =>
        join.Known.IsEmpty && IsAscending(join.Happened.Span) ? MergedScan.Run(join)
        : join.Ids.Length >= join.Asked.Length ? GapScan.Run(join)
        : GroupedSearch.Run(join);

    private static bool IsAscending(ReadOnlySpan<long> times)
    {
        for (var i = 1; i < times.Length; i++)
            if (times[i - 1] > times[i])
                return false;
        return true;
    }
}
