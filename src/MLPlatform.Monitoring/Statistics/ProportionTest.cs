namespace MLPlatform.Monitoring.Statistics;

internal static class ProportionTest
{
    /// <summary>Two-sided z-test that the share of the second of two values did not change, with the pooled share as variance.</summary>
    public static double PValue(Bins bins)
    {
        if (bins.Then.Count < 2)
            return 1;
        double then = bins.Then.Sum(), now = bins.Now.Sum();
        double shareThen = bins.Then[1] / then, shareNow = bins.Now[1] / now;
        var pooled = (bins.Then[1] + bins.Now[1]) / (then + now);
        var z = (shareThen - shareNow) / Math.Sqrt(pooled * (1 - pooled) * ((1 / then) + (1 / now)));
        // Both tails of the normal: erfc(|z| / √2) = Q(1/2, z² / 2).
        return Gamma.UpperShare(0.5, z * z / 2);
    }
}
