using System.Buffers;
using System.Collections;
using System.Globalization;
using System.Text;
using MLPlatform.Frames;
using MLPlatform.Plots.Tables;

namespace MLPlatform.Kernel.Display;

/// <summary>RFC 4180: a heading, one line per item, quotes where a value needs them.</summary>
internal static class CsvText
{
    private static readonly SearchValues<char> Special = SearchValues.Create(",\"\r\n");

    public static string Of(object? value)
    {
        var text = new StringBuilder();
        switch (value)
        {
            case Table table:
                Line(text, table.Columns.Select(column => column.Name));
                foreach (var row in table.Rows)
                    Line(text, row);
                break;
            case Frame frame:
                Line(text, frame.Columns.Select(column => column.Name));
                for (var row = 0; row < frame.RowCount; row++)
                    Line(text, frame.Columns.Select(column => Cell(column.GetValue(row))));
                break;
            case IDictionary map:
                Line(text, ["key", "value"]);
                foreach (var key in map.Keys)
                    Line(text, [Cell(key), Cell(map[key])]);
                break;
            case IEnumerable items and not string:
                Items(text, items);
                break;
            default:
                Items(text, new[] { value });
                break;
        }

        return text.ToString();
    }

    private static void Items(StringBuilder text, IEnumerable items)
    {
        Type? headed = null;
        foreach (var item in items)
        {
            var members = item is null || ScalarText.Of(item) is not null ? [] : ObjectMembers.Of(item.GetType());
            if (members.Count > 0 && headed != item!.GetType())
                Line(text, members.Select(member => member.Name));
            headed = item?.GetType();
            Line(text, members.Count == 0 ? [Cell(item)] : members.Select(member => Cell(ObjectMembers.Read(member, item!))));
        }
    }

    private static string? Cell(object? value) => value switch
    {
        null => null,
        DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
        _ => ScalarText.Line(value),
    };

    private static void Line(StringBuilder text, IEnumerable<string?> cells) =>
        text.AppendJoin(',', cells.Select(cell => cell is null ? "" : cell.AsSpan().ContainsAny(Special) ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell)).Append("\r\n");
}
