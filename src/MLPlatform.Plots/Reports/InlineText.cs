using System.Text.RegularExpressions;
using MLPlatform.Plots.Html;

namespace MLPlatform.Plots.Reports;

/// <summary>The three marks a headline may hold: <c>**bold**</c>, <c>`code`</c> and a bare http address. Not Markdown: a value with an underscore or a star stays as it is.</summary>
internal static partial class InlineText
{
    public static string ToHtml(string text)
    {
        var html = new HtmlWriter();
        var at = 0;
        foreach (Match mark in Marks.Matches(text))
        {
            html.Text(text[at..mark.Index]);
            at = mark.Index + mark.Length;
            if (mark.Groups["bold"] is { Success: true } bold)
                html.Open("b").Raw(ToHtml(bold.Value)).Close("b");
            else if (mark.Groups["code"] is { Success: true } code)
                html.Element("code", code.Value);
            else
                html.Open("a", null, ("href", mark.Value), ("target", "_blank")).Text(mark.Value).Close("a");
        }

        return html.Text(text[at..]).ToString();
    }

    public static string ToPlain(string text) => Marks.Replace(text, mark =>
        mark.Groups["bold"] is { Success: true } bold ? ToPlain(bold.Value) : mark.Value);

    [GeneratedRegex(@"\*\*(?<bold>.+?)\*\*|`(?<code>[^`]+)`|https?://[^\s`<>""')]+", RegexOptions.CultureInvariant)]
    private static partial Regex Marks { get; }
}
