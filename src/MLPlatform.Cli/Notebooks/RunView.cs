using System.Globalization;
using MLPlatform.Kernel.Notebooks;
using MLPlatform.Kernel.Session;
using MLPlatform.Plots.Output;
using MLPlatform.Plots.Reports;

namespace MLPlatform.Cli.Notebooks;

/// <summary>A headless run as the terminal shows it: each cell's line counts the seconds while it runs, and ends in its time. Where the terminal cannot redraw, a line when it starts and one when it ends.</summary>
internal sealed class RunView(TerminalDisplay terminal, bool live, TimeProvider time) : IAsyncDisposable
{
    private const int MostName = 60;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private ITimer? _timer;
    private string _id = "";
    private string _line = "";
    private long _started;

    public void Announce(CellProgress progress)
    {
        var name = progress.FirstLine.Length > MostName ? progress.FirstLine[..(MostName - 1)] + "…" : progress.FirstLine;
        if (progress.Result is { } result)
            End(result);
        else
            Start(string.Create(CultureInfo.InvariantCulture, $"[{progress.Number}/{progress.Count}] {name}"));
    }

    public async ValueTask DisposeAsync()
    {
        if (_timer is not null)
            await _timer.DisposeAsync();
    }

    private void Start(string line)
    {
        lock (_gate)
        {
            (_line, _started, _id) = (line, time.GetTimestamp(), Guid.CreateVersion7().ToString("N"));
            if (!live)
            {
                terminal.Write(line + "\n");
                return;
            }

            terminal.Show(Line(line), _id);
            _timer ??= time.CreateTimer(_ => Tick(), null, Interval, Interval);
        }
    }

    private void End(CellResult result)
    {
        lock (_gate)
        {
            var end = $"{(result.Status == CellStatus.Ok ? "✓" : "✗")} {Spelled.Time(result.Elapsed)}";
            if (live)
                terminal.Update(_id, Line($"{_line}  {end}"));
            else
                terminal.Write($"  {end}\n");
            _line = "";
        }
    }

    private void Tick()
    {
        lock (_gate)
            if (_line.Length > 0)
                terminal.Update(_id, Line(string.Create(CultureInfo.InvariantCulture, $"{_line}  {time.GetElapsedTime(_started).TotalSeconds:0} s")));
    }

    private static MimeBundle Line(string text) => new PlainText(text).ToBundle();
}
