using MLPlatform.Plots.Figures;
using MLPlatform.Plots.Html;
using MLPlatform.Plots.Output;

namespace MLPlatform.Plots.Tests.Html;

public class PageAssetsTests
{
    private static readonly MimeBundle Figure = Plots.Figures.Figure.Line(AxisValues.Index(2), [1, 2]).ToBundle();
    private static readonly MimeBundle Table = Plots.Tables.Table.Of(["a"], []).ToBundle();

    [Fact]
    public void Complete_brings_style_and_library_once()
    {
        var page = new PageAssets(() => "var Plotly;");
        var table = page.Complete(Table, null, out var none);
        var first = page.Complete(Figure, null, out var library);
        var second = page.Complete(Figure, null, out var again);
        Assert.Null(none);
        Assert.Null(again);
        Assert.Contains("var Plotly;", library!.Data[MimeBundle.Html], StringComparison.Ordinal);
        Assert.StartsWith("<style>", table.Data[MimeBundle.Html], StringComparison.Ordinal);
        Assert.Same(Figure, first);
        Assert.Same(Figure, second);
    }

    [Fact]
    public void Complete_the_display_that_carried_the_style_keeps_it_across_updates()
    {
        var page = new PageAssets(() => null);
        page.Complete(Table, "p", out _);
        Assert.StartsWith("<style>", page.Complete(Table, "p", out _).Data[MimeBundle.Html], StringComparison.Ordinal);
        Assert.Same(Table, page.Complete(Table, "q", out _));
    }

    [Fact]
    public void Complete_a_figure_without_the_library_keeps_its_drawing()
    {
        var shown = new PageAssets(() => null).Complete(Figure, null, out var before);
        Assert.Null(before);
        Assert.Contains("<svg", shown.Data[MimeBundle.Html], StringComparison.Ordinal);
    }

    [Fact]
    public void Complete_what_is_not_ours_passes_untouched()
    {
        var foreign = MimeBundle.OfHtml("<b>x</b>", "x");
        Assert.Same(foreign, new PageAssets(() => "").Complete(foreign, null, out _));
    }
}
