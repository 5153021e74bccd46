namespace MLPlatform.Monitoring.Statistics;

internal static class JensenShannon
{
    /// <summary>Square root of the Jensen–Shannon divergence with the natural logarithm: 0 for the same shares, √ln 2 for nothing in common.</summary>
    public static double Distance(Bins bins)
    {
        double then = bins.Then.Sum(), now = bins.Now.Sum(), divergence = 0;
        for (var i = 0; i < bins.Then.Count; i++)
        {
            double p = bins.Then[i] / then, q = bins.Now[i] / now, middle = (p + q) / 2;
            divergence += (Term(p, middle) + Term(q, middle)) / 2;
        }

        return Math.Sqrt(Math.Max(0, divergence));
    }

    private static double Term(double share, double middle) => share == 0 ? 0 : share * Math.Log(share / middle);
}
