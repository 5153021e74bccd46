using MLPlatform.Plots.Figures;
using MLPlatform.Plots.Output;

namespace MLPlatform.Plots.Progress;

/// <summary>
/// Curves that grow while something runs, in one display: redrawn at most twice a second as a still drawing, and once more as a full figure
/// when disposed. Safe from any thread.
/// </summary>
public sealed class LiveCurve : IDisposable
{
    private readonly Lock _gate = new();
    private readonly IDisplay _display;
    private readonly Cadence _cadence;
    private readonly Figure _frame;
    private readonly string _displayId = Guid.CreateVersion7().ToString("N");
    private readonly Dictionary<string, (List<double> X, List<double> Y)> _series = [];
    private bool _shown;
    private bool _closed;

    public LiveCurve(IDisplay display, string title, string xTitle, string yTitle, TimeProvider time)
    {
        _display = display;
        _cadence = new Cadence(time, TimeSpan.FromMilliseconds(500));
        _frame = new Figure { Title = title, XTitle = xTitle, YTitle = yTitle, Height = 300 };
    }

    /// <summary>Nothing is shown before the second point.</summary>
    public void Add(string series, double x, double y)
    {
        lock (_gate)
        {
            if (!_series.TryGetValue(series, out var points))
                _series[series] = points = ([], []);
            points.X.Add(x);
            points.Y.Add(y);
            if (!_closed && points.X.Count > 1 && _cadence.IsDue())
                Put(Snapshot().ToStillBundle());
        }
    }

    public Figure Snapshot()
    {
        lock (_gate)
            return _frame with { Traces = [.. _series.Select(series => new Trace(TraceKind.Line, series.Value.X.ToArray(), series.Value.Y.ToArray(), series.Key))] };
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_closed)
                return;
            _closed = true;
            if (_series.Count > 0)
                Put(Snapshot().ToBundle());
        }
    }

    private void Put(MimeBundle bundle)
    {
        if (_shown)
            _display.Update(_displayId, bundle);
        else
            _display.Show(bundle, _displayId);
        _shown = true;
    }
}
