using MLPlatform.Monitoring.Sketches;

namespace MLPlatform.Monitoring.Statistics;

/// <summary>Two samples side by side: at each value, ascending, how often it occurs in each.</summary>
internal sealed record Points(double[] Values, long[] Then, long[] Now)
{
    public long ThenTotal { get; } = Then.Sum();

    public long NowTotal { get; } = Now.Sum();

    public int Distinct => Values.Length;

    public static Points Pair(Distribution then, Distribution now)
    {
        var grid = !then.Exact ? then.Grid : !now.Exact ? now.Grid : null;
        var counts = new SortedDictionary<double, (long Then, long Now)>();
        foreach (var (value, count) in Aligned(then, grid))
            counts[value] = (counts.GetValueOrDefault(value).Then + count, counts.GetValueOrDefault(value).Now);
        foreach (var (value, count) in Aligned(now, grid))
            counts[value] = (counts.GetValueOrDefault(value).Then, counts.GetValueOrDefault(value).Now + count);
        return new Points([.. counts.Keys], [.. counts.Values.Select(pair => pair.Then)], [.. counts.Values.Select(pair => pair.Now)]);
    }

    /// <summary>When one side is known by bucket only, the other has to be rounded alike, or the rounding itself would look like drift.</summary>
    private static IEnumerable<(double Value, long Count)> Aligned(Distribution distribution, Grid? grid) =>
        grid is null || (!distribution.Exact && distribution.Grid == grid)
            ? distribution.Points()
            : distribution.Points().Select(point => (grid.ValueOf(grid.BucketOf(point.Value)), point.Count));
}
