namespace MLPlatform.Hosting.Metrics;

/// <summary>Counts of observations by upper bound, with their sum; observing takes no lock.</summary>
public sealed class Histogram
{
    /// <summary>Seconds, for latencies from 100 µs to 10 s.</summary>
    public static readonly IReadOnlyList<double> Latencies = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly double[] _bounds;
    private readonly long[] _counts;
    private double _sum;

    internal Histogram(IReadOnlyList<double> bounds)
    {
        _bounds = [.. bounds];
        _counts = new long[_bounds.Length + 1];
    }

    public void Observe(double value)
    {
        var bucket = Array.BinarySearch(_bounds, value);
        Interlocked.Increment(ref _counts[bucket < 0 ? ~bucket : bucket]);
        double before;
        do
            before = Volatile.Read(ref _sum);
        while (Interlocked.CompareExchange(ref _sum, before + value, before) != before);
    }

    internal double Sum => Volatile.Read(ref _sum);

    /// <returns>Upper bound and cumulative count, ending with positive infinity.</returns>
    internal IEnumerable<(double Bound, long Count)> Cumulative()
    {
        var total = 0L;
        for (var i = 0; i < _counts.Length; i++)
        {
            total += Interlocked.Read(ref _counts[i]);
            yield return (i < _bounds.Length ? _bounds[i] : double.PositiveInfinity, total);
        }
    }
}
