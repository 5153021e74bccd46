using System.Text.Json.Serialization;

namespace MLPlatform.Monitoring.Sketches;

/// <summary>How the finite values of a column are spread: exact while there are at most <see cref="MostExact"/> distinct ones, by the buckets of a <see cref="Grid"/> after that.</summary>
[JsonConverter(typeof(DistributionJson))]
public sealed record Distribution
{
    public const int MostExact = 1_000;

    /// <summary>False once there were more distinct values than <see cref="MostExact"/>.</summary>
    public required bool Exact { get; init; }

    /// <summary>The buckets, also those to use when this stops being exact; null when that was never decided.</summary>
    public Grid? Grid { get; init; }

    /// <summary>Ascending: distinct values while exact, else bucket numbers.</summary>
    public required IReadOnlyList<double> At { get; init; }

    /// <summary>Values at each of <see cref="At"/>; above 0.</summary>
    public required IReadOnlyList<long> Counts { get; init; }

    /// <summary>Value and count, ascending by value.</summary>
    public IEnumerable<(double Value, long Count)> Points()
    {
        for (var i = 0; i < At.Count; i++)
            yield return (Exact ? At[i] : Grid!.ValueOf((int)At[i]), Counts[i]);
    }

    /// <summary>The least value with at least a share <paramref name="share"/> of all at or below it; null when there is none.</summary>
    public double? Quantile(double share)
    {
        var needed = Math.Max(1, Math.Ceiling(share * Counts.Sum()));
        long seen = 0;
        foreach (var (value, count) in Points())
            if ((seen += count) >= needed)
                return value;
        return null;
    }
}
