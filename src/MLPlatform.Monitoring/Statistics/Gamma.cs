namespace MLPlatform.Monitoring.Statistics;

internal static class Gamma
{
    private const double Precision = 1e-16;

    // Lanczos' approximation with g = 7, nine terms (Godfrey's coefficients): 15 digits.
    private static readonly double[] Lanczos =
    [
        0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
        12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
    ];

    /// <summary>Q(a, x), the upper regularised incomplete gamma function: 1 at x = 0, falling to 0.</summary>
    /// <param name="a">Above 0.</param>
    /// <param name="x">At least 0.</param>
    public static double UpperShare(double a, double x)
    {
        if (x <= 0)
            return 1;
        if (double.IsPositiveInfinity(x))
            return 0;
        var factor = Math.Exp((a * Math.Log(x)) - x - LogGamma(a));
        return Math.Clamp(x < a + 1 ? 1 - (factor * Series(a, x)) : factor * ContinuedFraction(a, x), 0, 1);
    }

    private static double Series(double a, double x)
    {
        double term = 1 / a, sum = term;
        for (var n = 1; n < 10_000 && term > sum * Precision; n++)
            sum += term *= x / (a + n);
        return sum;
    }

    /// <summary>Lentz' method, modified by Thompson and Barnett.</summary>
    private static double ContinuedFraction(double a, double x)
    {
        const double tiny = 1e-300;
        double b = x + 1 - a, c = 1 / tiny, d = 1 / b, h = d;
        for (var i = 1; i < 10_000; i++)
        {
            var an = -i * (i - a);
            b += 2;
            d = 1 / NotZero((an * d) + b);
            c = NotZero(b + (an / c));
            h *= d * c;
            if (Math.Abs((d * c) - 1) < Precision)
                break;
        }

        return h;

        static double NotZero(double value) => Math.Abs(value) < tiny ? tiny : value;
    }

    private static double LogGamma(double a)
    {
        if (a < 0.5)
            return Math.Log(Math.PI / Math.Sin(Math.PI * a)) - LogGamma(1 - a);
        var sum = Lanczos[0];
        for (var i = 1; i < Lanczos.Length; i++)
            sum += Lanczos[i] / (a - 1 + i);
        var t = a + 6.5;
        return (0.5 * Math.Log(2 * Math.PI)) + ((a - 0.5) * Math.Log(t)) - t + Math.Log(sum);
    }
}
