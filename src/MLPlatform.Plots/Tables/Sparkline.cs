using System.Globalization;
using System.Text;
using MLPlatform.Plots.Figures;

namespace MLPlatform.Plots.Tables;

/// <summary>A curve the size of a word: SVG of 80 × 18 pixels, or one line of blocks.</summary>
internal static class Sparkline
{
    private const string Blocks = "▁▂▃▄▅▆▇█";
    private const int Width = 80;
    private const int Height = 18;
    private const int MaxBlocks = 16;

    public static string Text(IReadOnlyList<double> values)
    {
        var points = Shrink(values, MaxBlocks);
        var (low, span) = Range(points);
        return string.Concat(points.Select(value => Drawable.Is(value) ? Blocks[(int)Math.Round((value - low) / span * (Blocks.Length - 1))] : ' '));
    }

    public static string Svg(IReadOnlyList<double> values)
    {
        var points = Shrink(values, Width / 2);
        var (low, span) = Range(points);
        var path = new StringBuilder();
        var pen = 'M';
        for (var i = 0; i < points.Count; i++)
        {
            if (!Drawable.Is(points[i]))
            {
                pen = 'M';
                continue;
            }

            var x = points.Count == 1 ? 0 : (double)i * Width / (points.Count - 1);
            var y = Height - 1 - ((points[i] - low) / span * (Height - 2));
            path.Append(pen).Append(CultureInfo.InvariantCulture, $"{x:0.#} {y:0.#}");
            pen = 'L';
        }

        return $"<svg class=\"mlp-spark\" width=\"{Width}\" height=\"{Height}\" viewBox=\"0 0 {Width} {Height}\"><path d=\"{path}\" fill=\"none\" stroke=\"#1f6fb4\" stroke-width=\"1.2\"/></svg>";
    }

    private static IReadOnlyList<double> Shrink(IReadOnlyList<double> values, int most)
    {
        if (values.Count <= most)
            return values;
        return [.. Enumerable.Range(0, most).Select(bucket =>
        {
            var from = bucket * values.Count / most;
            var part = Enumerable.Range(from, ((bucket + 1) * values.Count / most) - from).Select(i => values[i]).Where(Drawable.Is);
            return part.DefaultIfEmpty(double.NaN).Average();
        })];
    }

    private static (double Low, double Span) Range(IReadOnlyList<double> points)
    {
        var (low, high) = Drawable.Range(points);
        return (low, high - low);
    }
}
