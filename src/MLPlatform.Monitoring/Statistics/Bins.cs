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
        var bins = (int)Math.Ceiling(Math.Log2(points.ThenTotal + points.NowTotal) + 1);
        double low = points.Values[0], width = (points.Values[^1] - low) / bins;
        long[] then = new long[bins], now = new long[bins];
        for (var i = 0; i < points.Values.Length; i++)
        {
            var bin = Math.Clamp((int)((points.Values[i] - low) / width), 0, bins - 1);
            then[bin] += points.Then[i];
            now[bin] += points.Now[i];
        }

        return new Bins(then, now);
    }
}
