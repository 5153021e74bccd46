using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using MLPlatform.Contracts.Time;
using MLPlatform.Plots.Figures;
using MLPlatform.Plots.Output;

namespace MLPlatform.Plots.Tests.Figures;

public class FigureTests
{
    private static readonly Figure Curves = new(
        new Trace(TraceKind.Line, AxisValues.Index(21), [.. Enumerable.Range(0, 21).Select(i => 0.5 + (0.2 * (1 - Math.Exp(-i / 6.0))))], "validation"),
        new Trace(TraceKind.Line, AxisValues.Index(21), [.. Enumerable.Range(0, 21).Select(i => i == 7 ? double.NaN : 0.5 + (0.012 * i))], "leaky <join>"))
    {
        Title = "AUC by round",
        XTitle = "round",
        YTitle = "AUC",
    };

    [Fact]
    public void ToBundle_a_line_figure_reads_as_approved()
    {
        var data = Curves.ToBundle().Data;
        Approved.Check("line.plotly.json", data[MimeBundle.Plotly]);
        Approved.Check("line.html", data[MimeBundle.Html]);
        Approved.Check("line.txt", data[MimeBundle.Plain]);
    }

    [Fact]
    public void ToBundle_bars_by_name_read_as_approved()
    {
        var bars = Figure.Bar((string[])["ATL", "ORD", "DFW", "LAX"], [0.21, 0.27, 0.19, 0.24], "late share") with { YTitle = "share", XTitle = "origin" };
        Approved.Check("bar.txt", bars.ToBundle().Data[MimeBundle.Plain]);
        Approved.Check("bar.svg", bars.ToSvg());
    }

    [Fact]
    public void ToBundle_times_read_as_approved()
    {
        var start = UnixMicros.From(new DateTimeOffset(2001, 5, 1, 0, 0, 0, TimeSpan.Zero));
        var days = Enumerable.Range(0, 60).ToArray();
        var figure = Figure.Scatter(AxisValues.Times([.. days.Select(day => start + (day * 86_400 * UnixMicros.PerSecond))]), [.. days.Select(day => Math.Sin(day / 9.0))]);
        Approved.Check("times.txt", figure.ToBundle().Data[MimeBundle.Plain]);
        Assert.Contains("\"2001-05-01 00:00:00.000000\"", figure.ToPlotlyJson(), StringComparison.Ordinal);
    }

    [Fact]
    public void Histogram_counts_every_finite_value_once()
    {
        var trace = Trace.Histogram([0, 0.1, 0.9, 1, double.NaN, double.PositiveInfinity], bins: 10);
        Assert.Equal(4, trace.Y.Sum());
        Assert.Equal(1, Trace.Histogram([1, 2, 3], share: true).Y.Sum(), 12);
    }

    [Fact]
    public void ToBundle_any_numbers_give_valid_json_and_a_terminal_chart_of_80_columns() =>
        Prop.ForAll<double[], double[]>((x, y) =>
        {
            var count = Math.Min(x.Length, y.Length);
            foreach (var kind in Enum.GetValues<TraceKind>())
            {
                var data = new Figure(new Trace(kind, x[..count], y[..count])).ToBundle().Data;
                using var json = JsonDocument.Parse(data[MimeBundle.Plotly]);
                if (data[MimeBundle.Plain].Split('\n').Any(line => line.Length > 80) || data[MimeBundle.Html].Contains("NaN", StringComparison.Ordinal))
                    return false;
            }

            return true;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void ToSvg_a_long_line_keeps_its_spike_and_stays_small()
    {
        var y = new double[1_000_000];
        y[654_321] = 1;
        var svg = Figure.Line(AxisValues.Index(y.Length), y).ToSvg();
        Assert.InRange(svg.Length, 1_000, 40_000);
        Assert.Contains(" 16L", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void ToBundle_a_title_cannot_end_the_script()
    {
        var html = (Figure.Line(AxisValues.Index(2), [1, 2]) with { Title = "</script><b>" }).ToBundle().Data[MimeBundle.Html];
        Assert.Equal(1, html.Split("</script>").Length - 1);
        Assert.DoesNotContain("<b>", html, StringComparison.Ordinal);
    }
}
