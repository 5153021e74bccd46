namespace MLPlatform.Plots.Figures;

/// <summary>Which numbers have a place on an axis: finite, and so far from overflow that the difference of two is finite too.</summary>
internal static class Drawable
{
    private const double Most = 1e300;

    public static bool Is(double value) => Math.Abs(value) <= Most;

    /// <summary>The values' range, widened where it is too narrow to divide by.</summary>
    public static (double Low, double High) Range(IEnumerable<double> values)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (var value in values)
        {
            if (!Is(value))
                continue;
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }

        if (low > high)
            return (0, 1);
        var size = Math.Max(Math.Abs(low), Math.Abs(high));
        if (high - low > size * 1e-12 && high - low > 1e-290)
            return (low, high);
        var margin = size < 1e-290 ? 1 : size / 10;
        return (low - margin, high + margin);
    }
}
