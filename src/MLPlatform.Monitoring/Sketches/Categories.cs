namespace MLPlatform.Monitoring.Sketches;

/// <summary>
/// How often each text occurs: exact while there are at most <see cref="Most"/> distinct ones. After that the rare ones are dropped and each count left may be too low
/// by at most 1/<see cref="Most"/> of all rows (Misra and Gries 1982, mergeable after Agarwal et al. 2012).
/// </summary>
public sealed record Categories
{
    public const int Most = 1_000;

    /// <summary>Text → count, the commonest first.</summary>
    public required IReadOnlyDictionary<string, long> Counts { get; init; }

    /// <summary>Occurrences not in <see cref="Counts"/>; 0 while exact.</summary>
    public long Others { get; init; }

    public static Categories Of(IReadOnlyDictionary<string, long> counts, long others = 0)
    {
        var sorted = counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).ToArray();
        if (sorted.Length <= Most)
            return new Categories { Counts = sorted.ToDictionary(), Others = others };
        var total = others + sorted.Sum(pair => pair.Value);
        var cut = sorted[Most].Value;
        var left = sorted.Take(Most).Where(pair => pair.Value > cut).ToDictionary(pair => pair.Key, pair => pair.Value - cut);
        return new Categories { Counts = left, Others = total - left.Values.Sum() };
    }

    public Categories Merge(Categories other)
    {
        var counts = Counts.ToDictionary();
        foreach (var (text, count) in other.Counts)
            counts[text] = counts.GetValueOrDefault(text) + count;
        return Of(counts, Others + other.Others);
    }
}
