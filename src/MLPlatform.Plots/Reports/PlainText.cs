using MLPlatform.Plots.Html;
using MLPlatform.Plots.Output;

namespace MLPlatform.Plots.Reports;

/// <summary>Text as it is, in a fixed-width font: code, a command, a path.</summary>
public sealed record PlainText(string Text) : IShown
{
    public MimeBundle ToBundle() => MimeBundle.OfHtml(new HtmlWriter().Open("div", "mlp").Element("pre", Text).Close("div").ToString(), Text);
}
