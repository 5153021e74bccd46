using System.Globalization;
using System.Text;

namespace Benchmarks.Measuring;

/// <summary>One benchmark's outcome as Markdown: what was asked, what was measured, which bars are met.</summary>
internal sealed record ResultTable(string Title, string Question, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows, IReadOnlyList<Bar> Bars)
{
    public IReadOnlyList<string> Notes { get; init; } = [];

    public string ToMarkdown(string machine, DateTimeOffset at)
    {
        var text = new StringBuilder();
        text.Append("# ").AppendLine(Title).AppendLine().AppendLine(Question).AppendLine();
        AppendTable(text, Columns, Rows);
        if (Bars.Count > 0)
        {
            text.AppendLine();
            AppendTable(
                text,
                ["bar", "ours", "baseline", "baseline again", "spread", "ratio", "limit", "verdict"],
                [.. Bars.Select(bar => (IReadOnlyList<string>)[bar.What, Number(bar.Ours), Number(bar.Baseline), Number(bar.Against), Number(bar.Spread * 100) + " %", Number(bar.Ratio), Number(bar.Limit), bar.Verdict])]);
        }

        text.AppendLine();
        foreach (var note in Notes)
            text.Append("- ").AppendLine(note);
        text.Append("- ").Append(machine).Append(", ").AppendLine(at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        return text.ToString();
    }

    public static string Number(double value) => value.ToString(Math.Abs(value) >= 100 ? "0" : Math.Abs(value) >= 10 ? "0.0" : "0.00", CultureInfo.InvariantCulture);

    private static void AppendTable(StringBuilder text, IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        text.Append("| ").AppendJoin(" | ", columns).AppendLine(" |");
        text.Append('|').Insert(text.Length, "---|", columns.Count).AppendLine();
        foreach (var row in rows)
            text.Append("| ").AppendJoin(" | ", row).AppendLine(" |");
    }
}
