using System.Globalization;
using MLPlatform.Contracts.Time;

namespace MLPlatform.Plots.Figures;

/// <summary>The range an axis shows and the round values it names. Names are placed at 0, 1, 2, …</summary>
internal sealed record AxisScale(double Low, double High, IReadOnlyList<(double At, string Label)> Ticks)
{
    private const int MaxName = 12;

    private static readonly TimeSpan[] TimeSteps =
    [
        TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10), TimeSpan.FromHours(1), TimeSpan.FromHours(6),
        TimeSpan.FromDays(1), TimeSpan.FromDays(7), TimeSpan.FromDays(30), TimeSpan.FromDays(90), TimeSpan.FromDays(365), TimeSpan.FromDays(3650),
    ];

    /// <returns>0 at the low end, 1 at the high end.</returns>
    public double Place(double value) => (value - Low) / (High - Low);

    public static AxisScale ForX(Figure figure, int ticks)
    {
        var traces = figure.Traces;
        if (traces.FirstOrDefault(trace => trace.X.Labels is not null)?.X.Labels is { } labels)
        {
            var step = Math.Max(1, (int)Math.Ceiling(labels.Count / (double)ticks));
            return new AxisScale(-0.5, Math.Max(labels.Count, 1) - 0.5, [.. Enumerable.Range(0, labels.Count).Where(i => i % step == 0).Select(i => ((double)i, labels[i]))]);
        }

        var (low, high) = Drawable.Range(traces.SelectMany(trace => trace.X.Numbers ?? []));
        if (traces.Any(trace => trace.Kind == TraceKind.Bar) && traces.Max(trace => trace.X.Count) is > 1 and var bars)
        {
            var half = (high - low) / (bars - 1) / 2;
            (low, high) = (low - half, high + half);
        }

        return traces.Any(trace => trace.X.IsTime) ? Times(low, high, ticks) : Numbers(low, high, ticks);
    }

    public static AxisScale ForY(Figure figure, int ticks)
    {
        var values = figure.Traces.SelectMany(trace => trace.Y);
        // A bar stands on zero.
        var (low, high) = Drawable.Range(figure.Traces.Any(trace => trace.Kind == TraceKind.Bar) ? values.Append(0) : values);
        var step = Step(high - low, ticks);
        return Numbers(Math.Floor((low / step) + 1e-9) * step, Math.Ceiling((high / step) - 1e-9) * step, ticks);
    }

    private static AxisScale Numbers(double low, double high, int ticks)
    {
        var step = Step(high - low, ticks);
        var marks = new List<(double, string)>();
        for (var i = Math.Ceiling((low / step) - 1e-9); i * step <= high + (step * 1e-9) && marks.Count <= 2 * ticks; i++)
            marks.Add((i * step, Name(i * step, step)));
        return new AxisScale(low, high, marks);
    }

    private static AxisScale Times(double low, double high, int ticks)
    {
        var step = (double)UnixMicros.From(TimeSteps.FirstOrDefault(candidate => (high - low) / UnixMicros.From(candidate) <= ticks, TimeSteps[^1]));
        var format = step < UnixMicros.From(TimeSpan.FromDays(1)) ? "MM-dd HH:mm" : "yyyy-MM-dd";
        var marks = new List<(double, string)>();
        for (var at = Math.Ceiling(low / step) * step; at <= high && marks.Count <= 2 * ticks; at += step)
            marks.Add((at, UnixMicros.ToInstant((long)at).ToString(format, CultureInfo.InvariantCulture)));
        return new AxisScale(low, high, marks);
    }

    /// <summary>1, 2 or 5 times a power of ten.</summary>
    private static double Step(double span, int ticks)
    {
        var rough = span / Math.Max(ticks, 1);
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return power * ((rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 });
    }

    private static string Name(double value, double step)
    {
        if (Math.Abs(value) < step / 2)
            return "0";
        if (Math.Abs(value) is >= 1e7 or < 1e-4)
            return value.ToString("0.##e+0", CultureInfo.InvariantCulture);
        var decimals = Math.Clamp((int)Math.Ceiling(-Math.Log10(step) - 1e-9), 0, 8);
        var name = value.ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return name.Length <= MaxName ? name : value.ToString("G6", CultureInfo.InvariantCulture);
    }
}
