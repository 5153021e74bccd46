using System.Globalization;
using MLPlatform.Contracts.Features;
using MLPlatform.Frames;
using MLPlatform.Plots.Tables;

namespace MLPlatform.Kernel.Display;

/// <summary>The first rows of a frame, with types and null shares in the header.</summary>
public static class FrameTable
{
    private const int Rows = 10;

    public static Table Of(Frame frame, int rows = Rows)
    {
        var head = frame.Head(rows);
        IReadOnlyList<TableColumn> columns =
        [
            .. frame.Columns.Select(column => new TableColumn(
                column.Name,
                column.Type.ToString(),
                frame.RowCount == 0 ? null : (double)column.NullCount / frame.RowCount,
                column.Type is ColumnType.Text or ColumnType.Bool or ColumnType.Timestamp ? Align.Left : Align.Right)),
        ];
        return new Table(columns, [.. Enumerable.Range(0, head.RowCount).Select(row => head.Columns.Select(column => Text(column.GetValue(row))).ToArray())], frame.RowCount);
    }

    private static string? Text(object? value) => value switch
    {
        null => null,
        double number => number.ToString("G6", CultureInfo.InvariantCulture),
        float number => number.ToString("G6", CultureInfo.InvariantCulture),
        _ => ScalarText.Line(value),
    };
}
