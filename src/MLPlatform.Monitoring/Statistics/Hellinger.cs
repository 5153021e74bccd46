namespace MLPlatform.Monitoring.Statistics;

internal static class Hellinger
{
    /// <summary>√(1 − Σ √(p q)): 0 for the same shares, 1 for nothing in common.</summary>
    public static double Distance(Bins bins)
    {
        double then = bins.Then.Sum(), now = bins.Now.Sum(), common = 0;
        for (var i = 0; i < bins.Then.Count; i++)
            common += Math.Sqrt(bins.Then[i] / then * (bins.Now[i] / now));
        return Math.Sqrt(Math.Max(0, 1 - common));
    }
}
