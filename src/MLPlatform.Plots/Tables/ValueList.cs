using System.Globalization;
using System.Text;
using MLPlatform.Plots.Html;
using MLPlatform.Plots.Output;

namespace MLPlatform.Plots.Tables;

/// <summary>A sequence or a dictionary whose values are more than text: two columns, each value shown in its own way.</summary>
/// <param name="Key">Heading of the first column, such as <c>index</c> or <c>key</c>.</param>
/// <param name="Total">Items of the whole when <paramref name="Items"/> is only its start.</param>
public sealed record ValueList(string Key, IReadOnlyList<ValueMember> Items, long? Total = null) : IShown
{
    public MimeBundle ToBundle() => MimeBundle.OfHtml(ToHtml(), ToPlain());

    private string ToHtml()
    {
        var html = new HtmlWriter().Open("div", "mlp").Open("table", "mlp-table").Open("thead").Open("tr").Element("th", Key).Element("th", "value").Close("tr").Close("thead").Open("tbody");
        foreach (var item in Items)
        {
            html.Open("tr").Element("td", item.Name).Open("td");
            item.Write(html, level: 1);
            html.Close("td").Close("tr");
        }

        html.Close("tbody").Close("table");
        if (Total > Items.Count)
            html.Element("div", string.Create(CultureInfo.InvariantCulture, $"{Items.Count:N0} of {Total:N0} items"), "mlp-muted");
        return html.Close("div").ToString();
    }

    private string ToPlain()
    {
        var text = new StringBuilder();
        foreach (var item in Items)
            item.Append(text, "\n");
        if (Total > Items.Count)
            text.Append(CultureInfo.InvariantCulture, $"\n({Items.Count:N0} of {Total:N0} items)");
        return text.ToString().TrimStart('\n');
    }
}
