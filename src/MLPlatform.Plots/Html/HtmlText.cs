using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace MLPlatform.Plots.Html;

/// <summary>Text on its way into HTML.</summary>
public static class HtmlText
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>Makes <paramref name="text"/> safe as element content and inside quoted attributes; letters of every script stay readable.</summary>
    public static string Encode(string? text) => string.IsNullOrEmpty(text) ? "" : Encoder.Encode(text);
}
