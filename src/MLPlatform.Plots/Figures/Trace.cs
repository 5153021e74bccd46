namespace MLPlatform.Plots.Figures;

public enum TraceKind
{
    Line,
    Bar,
    Scatter,
}

/// <summary>One series. <paramref name="X"/> and <paramref name="Y"/> are equally long; NaN in <paramref name="Y"/> is a gap.</summary>
/// <param name="Name">Shown in the legend; null for none.</param>
public sealed record Trace(TraceKind Kind, AxisValues X, IReadOnlyList<double> Y, string? Name = null)
{
    /// <summary>Counts of <paramref name="values"/> in equal bins, as bars at the bins' middles. Values that are not finite (or beyond 1e300) are left out.</summary>
    /// <param name="range">The bins' outer edges; null takes the values' own range. Give it to compare histograms.</param>
    /// <param name="share">True gives shares that add up to 1 instead of counts.</param>
    public static Trace Histogram(IReadOnlyList<double> values, string? name = null, int bins = 30, (double Low, double High)? range = null, bool share = false)
    {
        var finite = values.Where(Drawable.Is).ToArray();
        var (low, high) = range ?? Drawable.Range(finite);
        var width = (high - low) / bins;
        var counts = new double[bins];
        foreach (var value in finite)
            counts[Math.Clamp((int)((value - low) / width), 0, bins - 1)]++;
        if (share && finite.Length > 0)
            for (var i = 0; i < bins; i++)
                counts[i] /= finite.Length;
        return new Trace(TraceKind.Bar, Enumerable.Range(0, bins).Select(i => low + ((i + 0.5) * width)).ToArray(), counts, name);
    }
}
