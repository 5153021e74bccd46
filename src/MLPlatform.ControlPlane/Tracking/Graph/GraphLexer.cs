using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MLPlatform.ControlPlane.Tracking.Graph;

internal enum GraphTokenKind
{
    Name,
    Number,
    Text,
    Punctuator,
    End,
}

/// <param name="Text">Of a text: unescaped.</param>
internal readonly record struct GraphToken(GraphTokenKind Kind, string Text);

/// <summary>Splits a GraphQL document into tokens. Commas and comments are blanks.</summary>
internal static partial class GraphLexer
{
    public static List<GraphToken> Tokens(string document)
    {
        var tokens = new List<GraphToken>();
        var at = 0;
        while (true)
        {
            at += Blank().Match(document, at).Length;
            if (at >= document.Length)
            {
                tokens.Add(new GraphToken(GraphTokenKind.End, ""));
                return tokens;
            }

            var match = Token().Match(document, at);
            if (!match.Success)
                throw new GraphException($"Syntax Error: Cannot parse the unexpected character \"{document[at]}\".");
            at += match.Length;
            tokens.Add(match.Groups["name"].Success ? new GraphToken(GraphTokenKind.Name, match.Value)
                : match.Groups["number"].Success ? new GraphToken(GraphTokenKind.Number, match.Value)
                : match.Groups["block"].Success ? new GraphToken(GraphTokenKind.Text, match.Value[3..^3].Replace("\\\"\"\"", "\"\"\"", StringComparison.Ordinal))
                : match.Groups["text"].Success ? new GraphToken(GraphTokenKind.Text, Unescaped(match.Value))
                : new GraphToken(GraphTokenKind.Punctuator, match.Value));
        }
    }

    // GraphQL's escapes are JSON's.
    private static string Unescaped(string quoted)
    {
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(quoted));
            reader.Read();
            return reader.GetString()!;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new GraphException($"Syntax Error: Invalid text {quoted}.");
        }
    }

    [GeneratedRegex(@"\G(?:[\s,\uFEFF]|#[^\n\r]*)*")]
    private static partial Regex Blank();

    [GeneratedRegex("""\G(?:(?<name>[A-Za-z_]\w*)|(?<number>-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)|(?<block>\"\"\"(?:\\\"\"\"|(?!\"\"\").)*\"\"\")|(?<text>"(?:\\.|[^"\\\n])*")|\.\.\.|[{}()\[\]:=!$@|&])""", RegexOptions.Singleline)]
    private static partial Regex Token();
}
