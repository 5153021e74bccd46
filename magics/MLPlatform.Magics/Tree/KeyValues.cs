using MLPlatform.Contracts.Errors;

namespace MLPlatform.Magics.Tree;

/// <summary>Words of the form <c>name=value</c>.</summary>
internal static class KeyValues
{
    /// <exception cref="PlatformException">A word without <c>=</c>, or a name twice.</exception>
    public static IReadOnlyDictionary<string, string> Parse(IEnumerable<string> words)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var word in words)
        {
            var at = word.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0 || !values.TryAdd(word[..at], word[(at + 1)..]))
                throw new PlatformException(CommandErrors.BadValue, $"`{word}` is not `name=value`, or the name comes twice.", "Write each input as origin=JFK.");
        }

        return values;
    }
}
