using System.Text;
using MLPlatform.Plots.Html;
using MLPlatform.Plots.Output;

namespace MLPlatform.Plots.Reports;

public enum Tone
{
    Ok,
    Warning,
}

/// <summary>
/// The shape of every result: one line that says what happened, then tables, plots or text, then a fold with details (the C# it stands for,
/// timings, versions).
/// </summary>
/// <param name="Headline">May hold <c>**bold**</c>, <c>`code`</c> and bare addresses; everything else is taken literally.</param>
public sealed record Report(string Headline, params IReadOnlyList<IShown> Parts) : IShown
{
    public Tone Tone { get; init; }

    /// <summary>Shown folded; empty for no fold.</summary>
    public IReadOnlyList<Detail> Details { get; init; } = [];

    public MimeBundle ToBundle() => MimeBundle.OfHtml(ToHtml(), ToPlain());

    private string ToHtml()
    {
        var html = new HtmlWriter().Open("div", "mlp").Open("div", Tone == Tone.Warning ? "mlp-headline mlp-warning" : "mlp-headline").Raw(InlineText.ToHtml(Headline)).Close("div");
        foreach (var part in Parts)
            html.Raw(Fragment(part));
        if (Details.Count > 0)
        {
            html.Open("details").Element("summary", "details");
            foreach (var detail in Details)
                html.Open("div").Element("span", detail.Label, "mlp-muted").Raw(Fragment(detail.Content)).Close("div");
            html.Close("details");
        }

        return html.Close("div").ToString();
    }

    private string ToPlain()
    {
        var text = new StringBuilder(Tone == Tone.Warning ? "⚠ " : "").Append(InlineText.ToPlain(Headline));
        foreach (var part in Parts)
            text.Append('\n').Append(part.ToBundle().Data[MimeBundle.Plain]);
        foreach (var detail in Details)
        {
            var lines = detail.Content.ToBundle().Data[MimeBundle.Plain].Split('\n');
            text.Append("\n  ").Append(detail.Label.Length == 0 ? "" : detail.Label + ": ").AppendJoin("\n    ", lines.Length == 1 ? lines : lines.Prepend(""));
        }

        return text.ToString();
    }

    private static string Fragment(IShown part)
    {
        var data = part.ToBundle().Data;
        return data.TryGetValue(MimeBundle.Html, out var html) ? html : new HtmlWriter().Element("pre", data[MimeBundle.Plain]).ToString();
    }
}

/// <summary>One line or block inside a report's fold.</summary>
public sealed record Detail(string Label, IShown Content)
{
    public Detail(string label, string text)
        : this(label, new PlainText(text))
    {
    }
}
