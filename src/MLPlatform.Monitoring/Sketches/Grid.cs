namespace MLPlatform.Monitoring.Sketches;

/// <summary>
/// Buckets around a centre that widen with the distance from it: a value is known to within 1 % of its distance from the centre, or 0.1 % of the scale where that is more.
/// Buckets relative to zero (DDSketch) were not taken: they are blind to a change of a column whose spread is small beside its mean.
/// Beyond a billion scales from the centre everything falls into the outermost bucket.
/// </summary>
public sealed record Grid(double Centre, double Scale)
{
    /// <summary>Buckets run from minus this number to this number.</summary>
    public const int Outermost = 1_396;

    private const double Nearest = 1e-3;
    private const double Growth = 1.02;

    private static readonly double LogGrowth = Math.Log(Growth);

    public int BucketOf(double value)
    {
        var distance = (value - Centre) / Scale;
        var size = Math.Abs(distance);
        if (size < Nearest)
            return 0;
        var bucket = 1 + (int)Math.Min(Outermost - 1, Math.Log(size / Nearest) / LogGrowth);
        return distance < 0 ? -bucket : bucket;
    }

    /// <summary>The value that stands for a bucket.</summary>
    public double ValueOf(int bucket) =>
        bucket == 0 ? Centre : Centre + (Math.Sign(bucket) * Scale * Nearest * Math.Pow(Growth, Math.Abs(bucket) - 0.5));

    /// <summary>A grid about the bulk of some values.</summary>
    /// <param name="sorted">Ascending, finite, at least one.</param>
    internal static Grid About(ReadOnlySpan<double> sorted)
    {
        var middle = sorted[sorted.Length / 2];
        var spread = sorted[sorted.Length * 3 / 4] - sorted[sorted.Length / 4];
        if (spread <= 0)
            spread = sorted[^1] - sorted[0];
        return new Grid(middle, double.IsFinite(spread) && spread > 0 ? spread : Math.Max(1, Math.Abs(middle)));
    }
}
