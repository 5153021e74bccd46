using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MLPlatform.Kernel.Session;

namespace MLPlatform.Kernel.Magics;

/// <summary>
/// <c>@input</c> and <c>@password</c> on a magic's line: alone, with a prompt behind a colon (a word, a quoted text) or with a JSON object that holds
/// <c>prompt</c> and <c>type</c>.
/// </summary>
internal static partial class InputTokens
{
    public sealed record Question(string Prompt, bool Password)
    {
        public Task<string> AskAsync(ICellOutput output, CancellationToken cancel) => output.AskAsync(Prompt, Password, cancel);
    }

    /// <summary>The line with each of them replaced by what was typed, quoted.</summary>
    public static async Task<string> ResolveAsync(string line, ICellOutput output, CancellationToken cancel)
    {
        if (!line.Contains("@input", StringComparison.Ordinal) && !line.Contains("@password", StringComparison.Ordinal))
            return line;
        var tokens = Token().Matches(line);
        var resolved = new StringBuilder();
        var at = 0;
        foreach (Match token in tokens)
        {
            var answer = await Of(token, line).AskAsync(output, cancel);
            resolved.Append(line, at, token.Index - at).Append('"').Append(answer.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
            at = token.Index + token.Length;
        }

        return resolved.Append(line, at, line.Length - at).ToString();
    }

    /// <param name="word">One word of the line, its quotes taken away.</param>
    /// <returns>Null when the word is something else.</returns>
    public static Question? Find(string word, string parameter) =>
        WholeWord().Match(word) is { Success: true } match ? Of(match, parameter + " ") : null;

    private static Question Of(Match token, string line)
    {
        var password = token.Groups["kind"].Value == "password";
        var text = token.Groups["prompt"].Value.Trim('"');
        if (text.StartsWith('{') && TryJson(text, out var prompt, out var type))
            return new Question(prompt ?? Default(token, line), password || type == "password");
        return new Question(text.Length > 0 ? text : Default(token, line), password);
    }

    private static string Default(Match token, string line)
    {
        var before = line.AsSpan(0, token.Index == 0 ? line.Length : token.Index).Trim().ToString().Split(' ', '\t')[^1];
        return before.StartsWith("--", StringComparison.Ordinal) ? $"Please enter a value for parameter: {before}" : "Please enter a value:";
    }

    private static bool TryJson(string text, out string? prompt, out string? type)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            prompt = Text(json.RootElement, "prompt");
            type = Text(json.RootElement, "type");
            return true;
        }
        catch (JsonException)
        {
            (prompt, type) = (null, null);
            return false;
        }
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    [GeneratedRegex("""(?<=^|\s)@(?<kind>input|password)(:(?<prompt>"[^"]*"|\{[^}]*\}|\S+))?(?=\s|$)""", RegexOptions.CultureInvariant)]
    private static partial Regex Token();

    // The quotes of the line are gone: the prompt is everything behind the colon.
    [GeneratedRegex("""^@(?<kind>input|password)(:(?<prompt>.*))?$""", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex WholeWord();
}
