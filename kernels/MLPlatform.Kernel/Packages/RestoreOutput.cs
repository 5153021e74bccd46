using System.Text.RegularExpressions;

namespace MLPlatform.Kernel.Packages;

/// <summary>NuGet's messages from the text of a restore that broke off before it wrote its file, as with a nuget.config that cannot be read.</summary>
internal static partial class RestoreOutput
{
    public static IReadOnlyList<RestoreMessage> Messages(string output) =>
        [.. Line().Matches(output).Select(match => new RestoreMessage(match.Groups["code"].Value, match.Groups["level"].Value == "error", match.Groups["text"].Value.Trim(), null))];

    [GeneratedRegex(@"(?<level>error|warning) (?<code>NU\d{4}): (?<text>.+)")]
    private static partial Regex Line();
}
