namespace MLPlatform.Monitoring.Statistics;

internal static class KolmogorovSmirnov
{
    // Lattice steps that still take well under a second.
    private const double MostExactSteps = 3e7;

    /// <summary>Largest distance between both cumulative distributions.</summary>
    public static double Statistic(Points points)
    {
        double largest = 0;
        long then = 0, now = 0;
        for (var i = 0; i < points.Values.Length; i++)
        {
            then += points.Then[i];
            now += points.Now[i];
            largest = Math.Max(largest, Math.Abs(((double)then / points.ThenTotal) - ((double)now / points.NowTotal)));
        }

        return largest;
    }

    /// <summary>Two-sided: exact for up to 30 million pairs of rows, else asymptotic with Stephens' correction for sample size.</summary>
    public static double PValue(double statistic, long then, long now) =>
        (double)then * now <= MostExactSteps ? Exact(statistic, (int)Math.Min(then, now), (int)Math.Max(then, now)) : Asymptotic(statistic, then, now);

    /// <summary>1 − the share of monotone lattice paths from (0, 0) to (m, n) that stay nearer than the statistic to the diagonal, by recursion (Hodges 1958).</summary>
    private static double Exact(double statistic, int m, int n)
    {
        // Distances are multiples of 1/(m n); half a step below the observed one separates those that are smaller from it.
        var bound = (Math.Floor((statistic * m * n) - 1e-7) + 0.5) / ((double)m * n);
        var inside = new double[n + 1];
        for (var j = 0; j <= n; j++)
            inside[j] = (double)j / n > bound ? 0 : 1;
        for (var i = 1; i <= m; i++)
        {
            var weight = (double)i / (i + n);
            var position = (double)i / m;
            inside[0] = position > bound ? 0 : weight * inside[0];
            for (var j = 1; j <= n; j++)
                inside[j] = Math.Abs(position - ((double)j / n)) > bound ? 0 : (weight * inside[j]) + inside[j - 1];
        }

        return Math.Clamp(1 - inside[n], 0, 1);
    }

    private static double Asymptotic(double statistic, double then, double now)
    {
        var root = Math.Sqrt(then * now / (then + now));
        var lambda = (root + 0.12 + (0.11 / root)) * statistic;
        if (lambda < 0.2)
            return 1;
        double sum = 0;
        for (var k = 1; k <= 100; k++)
            sum += (k % 2 == 1 ? 2 : -2) * Math.Exp(-2 * lambda * lambda * k * k);
        return Math.Clamp(sum, 0, 1);
    }
}
