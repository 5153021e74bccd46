using System.Globalization;
using MLPlatform.Plots.Output;
using MLPlatform.Plots.Reports;

namespace MLPlatform.Kernel.Packages;

/// <summary>One output that counts the seconds while the SDK works, and then says what came.</summary>
internal sealed class RestoreProgress : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly IDisplay _display;
    private readonly TimeProvider _time;
    private readonly string _what;
    private readonly string _id = Contracts.Identity.NewId.Run();
    private readonly long _started;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private bool _done;

    public RestoreProgress(IDisplay display, string what, TimeProvider time)
    {
        _display = display;
        _time = time;
        _what = what;
        _started = time.GetTimestamp();
        display.Show(Line(TimeSpan.Zero), _id);
        _timer = time.CreateTimer(_ => Tick(), null, Interval, Interval);
    }

    public TimeSpan Elapsed => _time.GetElapsedTime(_started);

    public void Finish(IShown result)
    {
        lock (_gate)
        {
            _done = true;
            _display.Update(_id, result.ToBundle());
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        lock (_gate)
            if (!_done)
                _display.Update(_id, Line(Elapsed));
    }

    private void Tick()
    {
        lock (_gate)
            if (!_done)
                _display.Update(_id, Line(Elapsed));
    }

    private MimeBundle Line(TimeSpan elapsed) => new PlainText(string.Create(CultureInfo.InvariantCulture, $"{_what} … {elapsed.TotalSeconds:0} s")).ToBundle();
}
