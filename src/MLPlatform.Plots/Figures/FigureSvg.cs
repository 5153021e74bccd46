using System.Globalization;
using System.Text;
using MLPlatform.Plots.Html;

namespace MLPlatform.Plots.Figures;

/// <summary>The figure as inline SVG: what a page shows before plotly.js draws, and all it shows without scripts.</summary>
internal sealed class FigureSvg
{
    private const int Width = 720;
    private const int Left = 64;
    private const int Right = 16;
    private const int MostPoints = 1_000;

    private readonly Figure _figure;
    private readonly StringBuilder _svg = new();
    private readonly AxisScale _x;
    private readonly AxisScale _y;
    private readonly int _top;
    private readonly int _bottom;

    private FigureSvg(Figure figure)
    {
        _figure = figure;
        _x = AxisScale.ForX(figure, 8);
        _y = AxisScale.ForY(figure, 6);
        _top = figure.Title is null ? 16 : 36;
        _bottom = figure.Height - (figure.XTitle is null ? 28 : 46);
    }

    public static string Render(Figure figure)
    {
        var drawing = new FigureSvg(figure);
        drawing.Draw();
        return drawing._svg.ToString();
    }

    private void Draw()
    {
        _svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {_figure.Height}\" width=\"{Width}\" height=\"{_figure.Height}\" font-family=\"sans-serif\" font-size=\"11\" fill=\"currentColor\" role=\"img\">");
        if (_figure.Title is { } title)
            Label(Width / 2.0, 20, title, "middle", "font-size=\"14\"");
        Axes();
        for (var i = 0; i < _figure.Traces.Count; i++)
        {
            if (_figure.Traces[i].Kind == TraceKind.Bar)
                Bars(_figure.Traces[i], i);
            else
                Points(_figure.Traces[i], i);
        }

        Legend();
        _svg.Append("</svg>");
    }

    private void Axes()
    {
        foreach (var (at, label) in _y.Ticks)
        {
            _svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{Left} {Y(at):0.#}H{Width - Right}\" stroke=\"currentColor\" stroke-opacity=\".15\"/>");
            Label(Left - 6, Y(at) + 4, label, "end");
        }

        foreach (var (at, label) in _x.Ticks)
            Label(X(at), _bottom + 16, label, "middle");
        _svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{Left} {_bottom}H{Width - Right}\" stroke=\"currentColor\" stroke-opacity=\".5\"/>");
        if (_figure.XTitle is { } x)
            Label((Left + Width - Right) / 2.0, _bottom + 36, x, "middle");
        if (_figure.YTitle is { } y)
            Label(0, 0, y, "middle", string.Create(CultureInfo.InvariantCulture, $"transform=\"translate(14 {(_top + _bottom) / 2.0:0.#}) rotate(-90)\""));
    }

    private void Bars(Trace trace, int series)
    {
        var groups = _figure.Traces.Where(other => other.Kind == TraceKind.Bar).ToList();
        var slot = (Width - Left - Right) * 0.84 / Math.Max(trace.X.Count, 1);
        var width = slot / groups.Count;
        var zero = Y(Math.Clamp(0, _y.Low, _y.High));
        for (var i = 0; i < trace.Y.Count; i++)
        {
            if (!Drawable.Is(trace.Y[i]) || !Drawable.Is(At(trace, i)))
                continue;
            var x = X(At(trace, i)) - (slot / 2) + (groups.IndexOf(trace) * width);
            var y = Y(trace.Y[i]);
            _svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x:0.#}\" y=\"{Math.Min(y, zero):0.#}\" width=\"{width:0.#}\" height=\"{Math.Abs(zero - y):0.#}\" fill=\"{Palette.Of(series)}\" fill-opacity=\".85\"/>");
        }
    }

    private void Points(Trace trace, int series)
    {
        var path = new StringBuilder();
        var pen = 'M';
        foreach (var i in Thinning.Pick(trace, MostPoints))
        {
            if (!Drawable.Is(trace.Y[i]) || !Drawable.Is(At(trace, i)))
            {
                pen = 'M';
                continue;
            }

            if (trace.Kind == TraceKind.Scatter)
                _svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{X(At(trace, i)):0.#}\" cy=\"{Y(trace.Y[i]):0.#}\" r=\"2.5\" fill=\"{Palette.Of(series)}\" fill-opacity=\".7\"/>");
            else
                path.Append(pen).Append(CultureInfo.InvariantCulture, $"{X(At(trace, i)):0.#} {Y(trace.Y[i]):0.#}");
            pen = 'L';
        }

        if (path.Length > 0)
            _svg.Append(CultureInfo.InvariantCulture, $"<path d=\"{path}\" fill=\"none\" stroke=\"{Palette.Of(series)}\" stroke-width=\"1.8\"/>");
    }

    private void Legend()
    {
        var at = Left + 8.0;
        for (var i = 0; i < _figure.Traces.Count; i++)
        {
            if (_figure.Traces[i].Name is not { } name)
                continue;
            _svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{at:0.#}\" y=\"{_top}\" width=\"10\" height=\"10\" fill=\"{Palette.Of(i)}\"/>");
            Label(at + 14, _top + 9, name, "start");
            at += 30 + (name.Length * 6.5);
        }
    }

    private void Label(double x, double y, string text, string anchor, string attributes = "") =>
        _svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\" {attributes}>{HtmlText.Encode(text)}</text>");

    private double X(double value) => Left + (_x.Place(value) * (Width - Left - Right));

    private double Y(double value) => _bottom - (_y.Place(value) * (_bottom - _top));

    private static double At(Trace trace, int i) => trace.X.Numbers is { } numbers ? numbers[i] : i;
}
