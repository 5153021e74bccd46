namespace Benchmarks.Measuring;

/// <summary>Measured values of one thing, milliseconds unless the table says otherwise.</summary>
internal sealed record Samples(IReadOnlyList<double> Values)
{
    public double Median => Quantile(0.5);

    public double Best => Values.Min();

    /// <param name="share">0 to 1; the smallest value that at least this share of the samples does not exceed.</param>
    public double Quantile(double share)
    {
        var sorted = Values.Order().ToArray();
        return sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
    }
}
