using FsCheck;
using FsCheck.Fluent;
using MLPlatform.Plots.Output;
using MLPlatform.Plots.Tables;

namespace MLPlatform.Plots.Tests.Tables;

public class TableTests
{
    private static readonly Table Flights = new(
        [
            new TableColumn("origin", "Text"),
            new TableColumn("mean_delay_24h", "Float64", NullShare: 0.0123, Align: Align.Right, Sparkline: [1, 3, 2, double.NaN, 8, 5]),
            new TableColumn("note", "Text", NullShare: 1),
        ],
        [["JFK", "12.5", null], ["S<FO>", "-3", "a & b"]],
        TotalRows: 400_000);

    [Fact]
    public void ToBundle_html_reads_as_approved() => Approved.Check("table.html", Flights.ToBundle().Data[MimeBundle.Html]);

    [Fact]
    public void ToBundle_plain_reads_as_approved() => Approved.Check("table.txt", Flights.ToBundle().Data[MimeBundle.Plain]);

    [Fact]
    public void ToBundle_columns_that_do_not_fit_are_named()
    {
        var wide = Table.Of([.. Enumerable.Range(0, 30).Select(i => $"column_{i}")], [[.. Enumerable.Repeat("value", 30)]]);
        var plain = wide.ToBundle().Data[MimeBundle.Plain];
        Assert.Contains("more columns: ", plain, StringComparison.Ordinal);
        Assert.All(plain.Split('\n')[..3], line => Assert.InRange(line.Length, 1, TableText.MaxWidth));
    }

    [Fact]
    public void ToBundle_an_empty_table_shows_its_header() => Assert.StartsWith("a  b", Table.Of(["a", "b"], []).ToBundle().Data[MimeBundle.Plain], StringComparison.Ordinal);

    [Fact]
    public void ToBundle_no_cell_reaches_html_as_markup() =>
        Prop.ForAll<NonNull<string>>(text =>
        {
            var html = Table.Of(["n"], [[$"<b>{text.Get}"]]).ToBundle().Data[MimeBundle.Html];
            return !html.Contains("<b>", StringComparison.Ordinal);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Sparkline_any_values_draw_within_their_size() =>
        Prop.ForAll<double[]>(values => values.Length == 0 || (Sparkline.Text(values).Length <= 16 && !Sparkline.Svg(values).Contains("NaN", StringComparison.Ordinal)))
            .QuickCheckThrowOnFailure();
}
