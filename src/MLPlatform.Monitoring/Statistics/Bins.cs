namespace MLPlatform.Monitoring.Statistics;

/// <summary>Counts of both samples in the same bins.</summary>
internal sealed record Bins(IReadOnlyList<long> Then, IReadOnlyList<long> Now)
{
    // As Evidently: up to 20 different values are their own bins.
    private const int MostByValue = 20;

    public static Bins Of(Points points) => points.Distinct <= MostByValue ? ByValue(points) : Sturges(points);

    public static Bins ByValue(Points points) => new(points.Then, points.Now);

    /// <summary>Sturges' ⌈log2 n + 1⌉ bins of equal width over both samples together, as NumPy's <c>histogram_bin_edges(…, "sturges")</c>; the last one holds its right edge.</summary>
    private static Bins Sturges(Points points)
    {
        double low = points.Values[0], high = points.Values[^1], range = high - low;
        // Divided twice, as NumPy does: where the number of rows is a power of two, its rounding decides whether there is one bin more.
        var wanted = Math.Log2(points.ThenTotal + points.NowTotal) + 1;
        var bins = (int)Math.Ceiling(double.IsFinite(range) ? range / (range / wanted) : wanted);
        var width = range / bins;
        long[] then = new long[bins], now = new long[bins];
        for (var i = 0; i < points.Values.Length; i++)
        {
            var value = points.Values[i];
            var bin = Math.Clamp((int)((value - low) / width), 0, bins - 1);
            // Rounding may put a value on the wrong side of an edge it lies on: the edges themselves decide.
            while (bin > 0 && value < Edge(bin))
                bin--;
            while (bin < bins - 1 && value >= Edge(bin + 1))
                bin++;
            then[bin] += points.Then[i];
            now[bin] += points.Now[i];
        }

        return new Bins(then, now);

        double Edge(int edge) => edge == bins ? high : (edge * width) + low;
    }
}
