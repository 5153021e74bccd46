namespace MLPlatform.Monitoring.Statistics;

internal static class PopulationStability
{
    // As Evidently: an empty bin counts as this share, or a millionth of the smallest when that is below it.
    private const double Floor = 0.0001;

    /// <summary>Population stability index: the sum over bins of (p − q) ln(p / q).</summary>
    public static double Index(Bins bins)
    {
        double[] then = Shares(bins.Then), now = Shares(bins.Now);
        return then.Zip(now, (p, q) => (p - q) * Math.Log(p / q)).Sum();
    }

    private static double[] Shares(IReadOnlyList<long> counts)
    {
        double total = counts.Sum();
        var smallest = counts.Where(count => count > 0).Min() / total;
        var empty = smallest <= Floor ? smallest / 1e6 : Floor;
        return [.. counts.Select(count => count == 0 ? empty : count / total)];
    }
}
