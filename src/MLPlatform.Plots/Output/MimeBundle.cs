namespace MLPlatform.Plots.Output;

/// <summary>One thing to show, in several representations. JSON types hold JSON text; every bundle has <c>text/plain</c>.</summary>
/// <param name="Data">Media type → content.</param>
public sealed record MimeBundle(IReadOnlyDictionary<string, string> Data)
{
    public const string Plain = "text/plain";

    public const string Html = "text/html";

    public const string Markdown = "text/markdown";

    public const string Plotly = "application/vnd.plotly.v1+json";

    public static MimeBundle OfText(string text) => new(new Dictionary<string, string> { [Plain] = text });

    public static MimeBundle OfHtml(string html, string plain) => new(new Dictionary<string, string> { [Html] = html, [Plain] = plain });
}
