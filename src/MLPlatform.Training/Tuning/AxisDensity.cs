namespace MLPlatform.Training.Tuning;

/// <summary>
/// Points on the axis from 0 to 1, smoothed: a bell around each as wide as the gap to its farther neighbour, cut off at the ends, and one over the whole axis.
/// Wide where points are far apart, so that a gap is not taken for a place where nothing lies.
/// </summary>
internal sealed class AxisDensity
{
    private readonly (double Centre, double Width, double Inside)[] _bells;

    public AxisDensity(IReadOnlyList<double> points)
    {
        var centres = points.Append(0.5).Order().ToArray();
        var whole = Array.IndexOf(centres, 0.5);
        var least = 1.0 / Math.Min(100, 1 + centres.Length);
        _bells = [.. centres.Select((centre, at) =>
        {
            var gap = Math.Max(centre - (at == 0 ? 0 : centres[at - 1]), (at == centres.Length - 1 ? 1 : centres[at + 1]) - centre);
            var width = at == whole ? 1 : Math.Clamp(gap, least, 1);
            return (centre, width, Below((1 - centre) / width) - Below(-centre / width));
        })];
    }

    public double At(double unit) =>
        _bells.Sum(bell => Math.Exp(-0.5 * Math.Pow((unit - bell.Centre) / bell.Width, 2)) / (bell.Width * Math.Sqrt(2 * Math.PI) * bell.Inside)) / _bells.Length;

    /// <returns>From 0 to below 1.</returns>
    public double Draw(Random random)
    {
        var (centre, width, _) = _bells[random.Next(_bells.Length)];
        while (true)
        {
            var drawn = centre + width * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            if (drawn is >= 0 and < 1)
                return drawn;
        }
    }

    // Share of the normal distribution below a value, to 1e-7: Abramowitz and Stegun 26.2.17.
    private static double Below(double value)
    {
        var t = 1 / (1 + 0.2316419 * Math.Abs(value));
        var tail = Math.Exp(-value * value / 2) / Math.Sqrt(2 * Math.PI) * t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        return value < 0 ? tail : 1 - tail;
    }
}
