namespace MLPlatform.ModelServer.Batching;

/// <summary>
/// How long a prediction of n rows takes: a·n + b, fitted online by least squares that forget. The first measurements, of a loaded model's warm-up, are kept for
/// good: traffic of one size alone says nothing about the slope.
/// </summary>
internal sealed class ServiceTime
{
    private const double Forget = 0.99;

    private readonly Lock _gate = new();
    private Sums _kept;
    private Sums _recent;
    private double _perRow;
    private double _fixed;

    /// <summary>Seconds for each further row.</summary>
    public double PerRow => Volatile.Read(ref _perRow);

    /// <summary>Seconds that a prediction takes whatever its rows.</summary>
    public double Fixed => Volatile.Read(ref _fixed);

    public double Of(int rows) => Fixed + (PerRow * rows);

    /// <param name="keep">Never forget it.</param>
    public void Observe(int rows, double seconds, bool keep = false)
    {
        lock (_gate)
        {
            if (keep)
            {
                _kept = _kept.With(rows, seconds, 1);
            }
            else
            {
                // One stall of the machine is not the model's speed.
                var usual = Of(rows);
                _recent = _recent.With(rows, usual > 0 ? Math.Min(seconds, 10 * usual) : seconds, Forget);
            }

            Fit(_kept.Plus(_recent));
        }
    }

    private void Fit(Sums sums)
    {
        var spread = (sums.Weight * sums.RowsRows) - (sums.Rows * sums.Rows);
        var slope = spread > 1e-9 * sums.RowsRows ? Math.Max(0, ((sums.Weight * sums.RowsTime) - (sums.Rows * sums.Time)) / spread) : 0;
        var start = (sums.Time - (slope * sums.Rows)) / sums.Weight;
        if (start < 0)
            (start, slope) = (0, sums.RowsTime / sums.RowsRows);
        Volatile.Write(ref _perRow, slope);
        Volatile.Write(ref _fixed, start);
    }

    private readonly record struct Sums(double Weight, double Rows, double Time, double RowsRows, double RowsTime)
    {
        public Sums With(double rows, double time, double forget) =>
            new((Weight * forget) + 1, (Rows * forget) + rows, (Time * forget) + time, (RowsRows * forget) + (rows * rows), (RowsTime * forget) + (rows * time));

        public Sums Plus(Sums other) => new(Weight + other.Weight, Rows + other.Rows, Time + other.Time, RowsRows + other.RowsRows, RowsTime + other.RowsTime);
    }
}
