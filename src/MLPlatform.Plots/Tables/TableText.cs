using System.Globalization;
using System.Text;

namespace MLPlatform.Plots.Tables;

/// <summary>Aligned text, at most <see cref="MaxWidth"/> characters wide: columns that do not fit are counted, not wrapped.</summary>
internal static class TableText
{
    public const int MaxWidth = 120;
    private const int MaxCell = 40;
    private const string Gap = "  ";

    public static string Render(Table table)
    {
        var typed = table.Columns.Any(column => Describe(column).Length > 0);
        var drawn = table.Columns.Any(column => column.Sparkline is { Count: > 1 });
        var columns = table.Columns.Select((column, i) => Lines(column, table.Rows.Select(row => row[i]), typed, drawn)).ToList();
        var widths = columns.Select(lines => lines.Max(line => line.Length)).ToList();

        var shown = 0;
        for (var used = 0; shown < widths.Count && (shown == 0 || used + widths[shown] <= MaxWidth); shown++)
            used += widths[shown] + Gap.Length;

        var text = new StringBuilder();
        var heading = 1 + (typed ? 1 : 0) + (drawn ? 1 : 0);
        for (var line = 0; line < heading + table.Rows.Count; line++)
        {
            if (line == heading)
                AppendLine(text, widths.Take(shown).Select(width => new string('─', width)));
            AppendLine(text, Enumerable.Range(0, shown).Select(i => table.Columns[i].Align == Align.Right ? columns[i][line].PadLeft(widths[i]) : columns[i][line].PadRight(widths[i])));
        }

        if (shown < widths.Count)
            text.Append(CultureInfo.InvariantCulture, $"… and {widths.Count - shown} more columns: {string.Join(", ", table.Columns.Skip(shown).Select(column => column.Name))}\n");
        if (table.TotalRows > table.Rows.Count)
            text.Append(CultureInfo.InvariantCulture, $"({table.Rows.Count:N0} of {table.TotalRows:N0} rows)\n");
        return text.ToString().TrimEnd('\n');
    }

    /// <summary>The header's second line: type and share of nulls.</summary>
    public static string Describe(TableColumn column)
    {
        var nulls = column.NullShare is > 0 ? string.Create(CultureInfo.InvariantCulture, $"{column.NullShare * 100:0.#} % null") : null;
        return string.Join(" · ", new[] { column.Type, nulls }.Where(part => !string.IsNullOrEmpty(part)));
    }

    private static List<string> Lines(TableColumn column, IEnumerable<string?> cells, bool typed, bool drawn)
    {
        var lines = new List<string> { Cut(column.Name) };
        if (typed)
            lines.Add(Describe(column));
        if (drawn)
            lines.Add(column.Sparkline is { Count: > 1 } values ? Sparkline.Text(values) : "");
        lines.AddRange(cells.Select(cell => Cut(cell ?? "null")));
        return lines;
    }

    private static void AppendLine(StringBuilder text, IEnumerable<string> cells) => text.Append(string.Join(Gap, cells).TrimEnd()).Append('\n');

    private static string Cut(string cell)
    {
        var line = cell.ReplaceLineEndings(" ");
        return line.Length <= MaxCell ? line : line[..(MaxCell - 1)] + "…";
    }
}
