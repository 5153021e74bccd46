using MLPlatform.Plots.Output;
using MLPlatform.Plots.Progress;

namespace MLPlatform.Plots.Tests.Progress;

public class ProgressTests
{
    private readonly RecordingDisplay _display = new();
    private readonly SteppedTime _time = new();

    [Fact]
    public void ProgressLine_updates_the_same_display_five_times_a_second_and_ends_with_the_last_state()
    {
        using (var line = new ProgressLine(_display, "training", 400, _time))
        {
            for (var round = 1; round <= 400; round++)
            {
                _time.Step(TimeSpan.FromMilliseconds(10));
                line.Report(round, $"AUC 0.{round}");
            }
        }

        Assert.Equal("show", _display.Calls[0].Kind);
        Assert.Single(_display.Calls.Select(call => call.Id).Distinct());
        Assert.InRange(_display.Calls.Count, 20, 22);
        Approved.Check("progress.txt", string.Join('\n', _display.Calls.Select(call => call.Bundle.Data[MimeBundle.Plain])));
        Approved.Check("progress.html", _display.Calls[^1].Bundle.Data[MimeBundle.Html]);
    }

    [Fact]
    public void ProgressLine_without_a_total_says_how_much_and_how_long()
    {
        using var line = new ProgressLine(_display, "reading", null, _time);
        _time.Step(TimeSpan.FromSeconds(75));
        line.Report(3_000_000);
        Assert.Equal("reading 3,000,000 · 75 s", _display.Calls[^1].Bundle.Data[MimeBundle.Plain]);
    }

    [Fact]
    public void ProgressLine_nothing_is_shown_after_dispose()
    {
        var line = new ProgressLine(_display, "x", 1, _time);
        line.Dispose();
        var calls = _display.Calls.Count;
        _time.Step(TimeSpan.FromSeconds(1));
        line.Report(1);
        line.Dispose();
        Assert.Equal(calls, _display.Calls.Count);
    }

    [Fact]
    public void LiveCurve_redraws_twice_a_second_without_scripts_and_ends_as_a_full_figure()
    {
        using (var curve = new LiveCurve(_display, "AUC", "round", "AUC", _time))
        {
            for (var round = 0; round < 100; round++)
            {
                _time.Step(TimeSpan.FromMilliseconds(50));
                curve.Add("validation", round, round / 100.0);
            }
        }

        Assert.InRange(_display.Calls.Count, 10, 12);
        Assert.Equal("show", _display.Calls[0].Kind);
        Assert.All(_display.Calls.SkipLast(1), call => Assert.DoesNotContain("<script", call.Bundle.Data[MimeBundle.Html], StringComparison.Ordinal));
        Assert.True(_display.Calls[^1].Bundle.Data.ContainsKey(MimeBundle.Plotly));
    }

    [Fact]
    public void LiveCurve_without_points_shows_nothing()
    {
        new LiveCurve(_display, "t", "x", "y", _time).Dispose();
        Assert.Empty(_display.Calls);
    }
}
