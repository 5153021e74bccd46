using System.Text;
using MLPlatform.Plots.Html;
using MLPlatform.Plots.Output;

namespace MLPlatform.Plots.Tables;

/// <summary>An object by its members, each text or something shown in itself; folds at every level.</summary>
/// <param name="Label">The line to open it by.</param>
public sealed record ValueTree(string Label, IReadOnlyList<ValueMember> Members) : IShown
{
    // Deeper levels start folded: a graph of objects must not fill the page.
    private const int OpenLevels = 2;

    public MimeBundle ToBundle()
    {
        var html = new HtmlWriter().Open("div", "mlp");
        Write(html, level: 0);
        return MimeBundle.OfHtml(html.Close("div").ToString(), ToPlain());
    }

    /// <summary>The label, then <c>name: value</c> lines, indented by two spaces a level.</summary>
    public string ToPlain()
    {
        var text = new StringBuilder(Label);
        AppendMembers(text, "\n  ");
        return text.ToString();
    }

    internal void Write(HtmlWriter html, int level)
    {
        if (level < OpenLevels)
            html.Open("details", null, ("open", "open"));
        else
            html.Open("details");
        html.Open("summary").Element("code", Label).Close("summary").Open("table", "mlp-table").Open("tbody");
        foreach (var member in Members)
        {
            html.Open("tr").Element("td", member.Name).Open("td");
            member.Write(html, level + 1);
            html.Close("td").Close("tr");
        }

        html.Close("tbody").Close("table").Close("details");
    }

    internal void AppendMembers(StringBuilder text, string indent)
    {
        foreach (var member in Members)
            member.Append(text, indent);
    }
}
