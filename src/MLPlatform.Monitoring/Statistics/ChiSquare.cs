namespace MLPlatform.Monitoring.Statistics;

internal static class ChiSquare
{
    /// <summary>Pearson's test that the current counts come from the reference's shares; 0 when a value turns up that the reference never had.</summary>
    public static double PValue(Bins bins)
    {
        var scale = (double)bins.Now.Sum() / bins.Then.Sum();
        double statistic = 0;
        for (var i = 0; i < bins.Then.Count; i++)
        {
            if (bins.Then[i] == 0 && bins.Now[i] > 0)
                return 0;
            var expected = bins.Then[i] * scale;
            if (expected > 0)
                statistic += (bins.Now[i] - expected) * (bins.Now[i] - expected) / expected;
        }

        return bins.Then.Count < 2 ? 1 : Gamma.UpperShare((bins.Then.Count - 1) / 2.0, statistic / 2);
    }
}
