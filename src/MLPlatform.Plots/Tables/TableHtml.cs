using System.Globalization;
using MLPlatform.Plots.Html;

namespace MLPlatform.Plots.Tables;

internal static class TableHtml
{
    public static string Render(Table table)
    {
        var html = new HtmlWriter().Open("div", "mlp").Open("table", "mlp-table").Open("thead").Open("tr");
        foreach (var column in table.Columns)
        {
            html.Open("th", Style(column)).Text(column.Name);
            if (TableText.Describe(column) is { Length: > 0 } type)
                html.Element("span", type, "mlp-type");
            if (column.Sparkline is { Count: > 1 } values)
                html.Raw(Sparkline.Svg(values));
            html.Close("th");
        }

        html.Close("tr").Close("thead").Open("tbody");
        foreach (var row in table.Rows)
        {
            html.Open("tr");
            for (var i = 0; i < table.Columns.Count; i++)
            {
                html.Open("td", Style(table.Columns[i]));
                if (row[i] is { } cell)
                    html.Text(cell);
                else
                    html.Element("span", "null", "mlp-null");
                html.Close("td");
            }

            html.Close("tr");
        }

        html.Close("tbody").Close("table");
        if (table.TotalRows > table.Rows.Count)
            html.Element("div", string.Create(CultureInfo.InvariantCulture, $"{table.Rows.Count:N0} of {table.TotalRows:N0} rows"), "mlp-muted");
        return html.Close("div").ToString();
    }

    private static string? Style(TableColumn column) => column.Align == Align.Right ? "mlp-right" : null;
}
