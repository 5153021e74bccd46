using System.Globalization;
using System.Text;

namespace MLPlatform.Plots.Figures;

/// <summary>The figure for a terminal: Braille dots between labelled axes, at most 80 columns wide.</summary>
internal static class FigureText
{
    private const int Columns = 66;
    private const int Rows = 14;

    public static string Render(Figure figure)
    {
        var x = AxisScale.ForX(figure, 5);
        var y = AxisScale.ForY(figure, 4);
        var canvas = new BrailleCanvas(Columns, Rows);
        foreach (var trace in figure.Traces)
            Draw(canvas, trace, x, y, figure.Traces.Count(other => other.Kind == TraceKind.Bar), figure.Traces.Where(other => other.Kind == TraceKind.Bar).TakeWhile(other => other != trace).Count());

        var margin = Math.Clamp(y.Ticks.Select(tick => tick.Label.Length).DefaultIfEmpty(1).Max(), 1, 12);
        var text = new StringBuilder();
        if (figure.Title is { } title)
            text.Append(' ', margin + 2).Append(title).Append('\n');
        if (Legend(figure) is { Length: > 0 } legend)
            text.Append(' ', margin + 2).Append(legend).Append('\n');
        for (var row = 0; row < Rows; row++)
        {
            var label = y.Ticks.FirstOrDefault(tick => Rows - 1 - (int)Math.Round(y.Place(tick.At) * (Rows - 1)) == row).Label ?? "";
            text.Append(label.PadLeft(margin)).Append(label.Length > 0 ? '┤' : '│').Append(canvas.Row(row).TrimEnd()).Append('\n');
        }

        text.Append(' ', margin).Append('└').Append('─', Columns).Append('\n');
        text.Append(' ', margin + 1).Append(Labels(x)).Append('\n');
        if (figure.XTitle is not null || figure.YTitle is not null)
            text.Append(' ', margin + 1).Append(CultureInfo.InvariantCulture, $"{figure.YTitle ?? "y"} by {figure.XTitle ?? "x"}").Append('\n');
        return text.ToString().TrimEnd('\n');
    }

    private static void Draw(BrailleCanvas canvas, Trace trace, AxisScale x, AxisScale y, int groups, int group)
    {
        (int X, int Y)? last = null;
        foreach (var i in Thinning.Pick(trace, 4 * canvas.Width))
        {
            var at = trace.X.Numbers is { } numbers ? numbers[i] : i;
            if (!Drawable.Is(trace.Y[i]) || !Drawable.Is(at))
            {
                last = null;
                continue;
            }

            var point = (X: (int)Math.Round(x.Place(at) * (canvas.Width - 1)), Y: (int)Math.Round(y.Place(trace.Y[i]) * (canvas.Height - 1)));
            if (trace.Kind == TraceKind.Bar)
                Bar(canvas, trace, point, (int)Math.Round(y.Place(Math.Clamp(0, y.Low, y.High)) * (canvas.Height - 1)), groups, group);
            else if (trace.Kind == TraceKind.Line && last is { } from)
                canvas.Line(from.X, from.Y, point.X, point.Y);
            else
                canvas.Set(point.X, point.Y);
            last = point;
        }
    }

    private static void Bar(BrailleCanvas canvas, Trace trace, (int X, int Y) point, int zero, int groups, int group)
    {
        var slot = Math.Max(1, (int)(canvas.Width * 0.8 / Math.Max(trace.X.Count, 1)));
        var width = Math.Max(1, slot / groups);
        for (var dx = 0; dx < width; dx++)
        {
            var x = point.X - (slot / 2) + (group * width) + dx;
            canvas.Line(x, zero, x, point.Y);
        }
    }

    private static string Legend(Figure figure) => string.Join("   ", figure.Traces.Where(trace => trace.Name is not null).Select(trace => $"▪ {trace.Name}"));

    private static string Labels(AxisScale x)
    {
        var line = new char[Columns];
        Array.Fill(line, ' ');
        var free = 0;
        foreach (var (at, label) in x.Ticks)
        {
            var shown = label.Length > 14 ? label[..13] + "…" : label;
            var start = Math.Clamp((int)Math.Round(x.Place(at) * (Columns - 1)) - (shown.Length / 2), 0, Columns - shown.Length);
            if (start < free)
                continue;
            shown.CopyTo(0, line, start, shown.Length);
            free = start + shown.Length + 1;
        }

        return new string(line).TrimEnd();
    }
}
