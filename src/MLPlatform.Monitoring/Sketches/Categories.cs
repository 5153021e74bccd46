namespace MLPlatform.Monitoring.Sketches;

/// <summary>
/// How often each text occurs: exact while there are at most <see cref="Most"/> distinct ones that fit into 15 KB. After that the rare ones are dropped and each count left may be too low
/// by at most the commonest dropped one's share (Misra and Gries 1982, mergeable after Agarwal et al. 2012).
/// </summary>
public sealed record Categories
{
    public const int Most = 1_000;

    /// <summary>Text → count, the commonest first.</summary>
    public required IReadOnlyDictionary<string, long> Counts { get; init; }

    /// <summary>Occurrences not in <see cref="Counts"/>; 0 while exact.</summary>
    public long Others { get; init; }

    // So that a column stays below 20 KB also when its texts are long.
    private const int MostBytes = 15_000;
    private const int LongestText = 100;

    public static Categories Of(IReadOnlyDictionary<string, long> counts, long others = 0)
    {
        var sorted = counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).ToArray();
        var kept = Fitting(sorted);
        if (kept == sorted.Length)
            return new Categories { Counts = sorted.ToDictionary(), Others = others };
        var total = others + sorted.Sum(pair => pair.Value);
        var cut = sorted[kept].Value;
        var left = sorted.Take(kept).Where(pair => pair.Value > cut).ToDictionary(pair => pair.Key, pair => pair.Value - cut);
        return new Categories { Counts = left, Others = total - left.Values.Sum() };
    }

    /// <summary>A long text stands for itself by its beginning and a hash of the whole.</summary>
    internal static string Shortened(string text)
    {
        if (text.Length <= LongestText)
            return text;
        var hash = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text));
        return string.Concat(text.AsSpan(0, LongestText - 20), "…", Convert.ToHexStringLower(hash.AsSpan(0, 8)));
    }

    private static int Fitting(KeyValuePair<string, long>[] sorted)
    {
        // Of each entry: quotes, colon, comma and the digits of a count.
        var bytes = 0;
        for (var i = 0; i < sorted.Length; i++)
            if (i == Most || (bytes += 14 + System.Text.Encoding.UTF8.GetByteCount(sorted[i].Key)) > MostBytes)
                return i;
        return sorted.Length;
    }

    public Categories Merge(Categories other)
    {
        var counts = Counts.ToDictionary();
        foreach (var (text, count) in other.Counts)
            counts[text] = counts.GetValueOrDefault(text) + count;
        return Of(counts, Others + other.Others);
    }
}
