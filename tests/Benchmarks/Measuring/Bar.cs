namespace Benchmarks.Measuring;

/// <summary>A limit on a ratio of ours to a baseline, judged with the spread that the baseline shows against itself.</summary>
/// <param name="Against">The baseline measured a second time, the same way.</param>
internal sealed record Bar(string What, double Ours, double Baseline, double Against, double Limit)
{
    public double Ratio => Ours / Baseline;

    /// <summary>The baseline against itself: 0.1 when one of two equal measurements was 10 % above the other.</summary>
    public double Spread => Math.Max(Baseline / Against, Against / Baseline) - 1;

    // A ratio that would miss its limit if the baseline had come out as its other measurement did is luck, not a result.
    public bool IsMet => Ratio * (1 + Spread) <= Limit;

    public string Verdict => IsMet ? "met" : Ratio <= Limit ? "not met (only inside the spread)" : "not met";
}
