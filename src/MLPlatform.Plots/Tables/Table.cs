using MLPlatform.Plots.Output;

namespace MLPlatform.Plots.Tables;

/// <summary>A small table to look at. Cells are text as it should read; null is shown as a muted <c>null</c>.</summary>
/// <param name="Rows">Each with one cell per column.</param>
/// <param name="TotalRows">Rows of the whole table when <paramref name="Rows"/> is only its start.</param>
public sealed record Table(IReadOnlyList<TableColumn> Columns, IReadOnlyList<IReadOnlyList<string?>> Rows, long? TotalRows = null) : IShown
{
    /// <summary>A table without types: names and rows of text.</summary>
    public static Table Of(IReadOnlyList<string> names, IReadOnlyList<IReadOnlyList<string?>> rows) => new([.. names.Select(name => new TableColumn(name))], rows);

    public MimeBundle ToBundle() => MimeBundle.OfHtml(TableHtml.Render(this), TableText.Render(this));
}
