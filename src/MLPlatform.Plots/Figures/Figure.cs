using MLPlatform.Plots.Output;

namespace MLPlatform.Plots.Figures;

/// <summary>A plot as data. Notebooks draw it with plotly.js, terminals with Unicode blocks; without scripts a drawing of its own stays.</summary>
public sealed record Figure(params IReadOnlyList<Trace> Traces) : IShown
{
    public string? Title { get; init; }

    public string? XTitle { get; init; }

    public string? YTitle { get; init; }

    /// <summary>Pixels in a notebook.</summary>
    public int Height { get; init; } = 360;

    public static Figure Line(AxisValues x, IReadOnlyList<double> y, string? name = null) => new(new Trace(TraceKind.Line, x, y, name));

    public static Figure Bar(AxisValues x, IReadOnlyList<double> y, string? name = null) => new(new Trace(TraceKind.Bar, x, y, name));

    /// <summary>One bar per name, so that both can be written as <c>["a", "b"], [1, 2]</c>.</summary>
    [System.Runtime.CompilerServices.OverloadResolutionPriority(1)]
    public static Figure Bar(IReadOnlyList<string> names, IReadOnlyList<double> values, string? name = null) => Bar(AxisValues.Of(names), values, name);

    public static Figure Scatter(AxisValues x, IReadOnlyList<double> y, string? name = null) => new(new Trace(TraceKind.Scatter, x, y, name));

    /// <inheritdoc cref="Trace.Histogram"/>
    public static Figure Histogram(IReadOnlyList<double> values, string? name = null, int bins = 30) => new(Trace.Histogram(values, name, bins));

    /// <summary>The same figure with one more series.</summary>
    public Figure And(Trace trace) => this with { Traces = [.. Traces, trace] };

    /// <summary>Plotly's <c>{ "data": […], "layout": {…} }</c>.</summary>
    public string ToPlotlyJson() => PlotlyJson.Write(this);

    /// <summary>A drawing without scripts, 720 pixels wide.</summary>
    public string ToSvg() => FigureSvg.Render(this);

    public MimeBundle ToBundle() => new(new Dictionary<string, string>
    {
        [MimeBundle.Plotly] = ToPlotlyJson(),
        [MimeBundle.Html] = FigureHtml.Render(this),
        [MimeBundle.Plain] = FigureText.Render(this),
    });

    /// <summary>The drawing alone, for a figure that is about to change: no script, cheap to replace.</summary>
    internal MimeBundle ToStillBundle() => MimeBundle.OfHtml($"<div class=\"mlp mlp-figure\">{ToSvg()}</div>", FigureText.Render(this));
}
