using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Time;

namespace MLPlatform.Cli.Notebooks;

/// <summary>Option texts of <c>notebook run</c> as values.</summary>
internal static class NotebookOptions
{
    /// <exception cref="PlatformException">A word is not NAME=VALUE.</exception>
    public static Dictionary<string, string> Parameters(IEnumerable<string> words)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var word in words)
        {
            var at = word.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
                throw new PlatformException(CommandErrors.BadValue, $"`-p {word}` is not NAME=VALUE.", "Write -p rounds=100.");
            values[word[..at]] = word[(at + 1)..];
        }

        return values;
    }

    /// <exception cref="PlatformException">The text is no duration.</exception>
    public static TimeSpan? Limit(string? text) => text is null ? null
        : Durations.TryParse(text, out var limit) ? limit
        : throw new PlatformException(CommandErrors.BadValue, $"`--timeout {text}` is no duration.", "Write 90s, 15m, 2h or 7d.");
}
