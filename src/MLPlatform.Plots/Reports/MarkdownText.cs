using Markdig;
using MLPlatform.Plots.Output;

namespace MLPlatform.Plots.Reports;

/// <summary>Markdown, rendered with tables, task lists and automatic links. HTML inside it passes through, as in a notebook's own text cells.</summary>
public sealed record MarkdownText(string Source) : IShown
{
    public static string ToHtml(string source) =>
        Markdown.ToHtml(source, new MarkdownPipelineBuilder().UsePipeTables().UseTaskLists().UseAutoLinks().UseEmphasisExtras().Build());

    public MimeBundle ToBundle() => new(new Dictionary<string, string>
    {
        [MimeBundle.Html] = ToHtml(Source),
        [MimeBundle.Markdown] = Source,
        [MimeBundle.Plain] = Source,
    });
}
