using MLPlatform.Kernel.Cells;
using MLPlatform.Plots.Output;
using MLPlatform.Plots.Reports;

namespace MLPlatform.Kernel.Languages;

/// <summary>Languages whose text is shown by the front end as it is.</summary>
internal static class MarkupLanguages
{
    public static MimeBundle Render(string language, string text) => language switch
    {
        CellLanguages.Markdown => new MarkdownText(text).ToBundle(),
        CellLanguages.Html => Markup.Html(text).ToBundle(),
        CellLanguages.JavaScript => Markup.Script(text).ToBundle(),
        _ => throw new NotSupportedException(language),
    };
}
