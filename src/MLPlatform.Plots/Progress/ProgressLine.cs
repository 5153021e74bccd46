using System.Globalization;
using System.Text;
using MLPlatform.Plots.Html;
using MLPlatform.Plots.Output;

namespace MLPlatform.Plots.Progress;

/// <summary>One line that says how far something is: share, time taken, time left. Shown at once, updated at most five times a second, final when disposed. Safe from any thread.</summary>
public sealed class ProgressLine : IDisposable
{
    private const int BarCells = 24;

    private readonly Lock _gate = new();
    private readonly IDisplay _display;
    private readonly TimeProvider _time;
    private readonly Cadence _cadence;
    private readonly string _label;
    private readonly string _displayId = Guid.CreateVersion7().ToString("N");
    private readonly long _started;
    private long? _total;
    private long _done;
    private string? _extra;
    private bool _closed;

    /// <param name="total">Null while it is unknown.</param>
    public ProgressLine(IDisplay display, string label, long? total, TimeProvider time)
    {
        _display = display;
        _label = label;
        _total = total;
        _time = time;
        _started = time.GetTimestamp();
        _cadence = new Cadence(time, TimeSpan.FromMilliseconds(200));
        _cadence.IsDue();
        display.Show(Render(final: false), _displayId);
    }

    /// <param name="extra">What else to say, such as the validation metric so far.</param>
    /// <param name="total">Replaces the total, once it is known.</param>
    public void Report(long done, string? extra = null, long? total = null)
    {
        lock (_gate)
        {
            _done = done;
            _extra = extra ?? _extra;
            _total = total ?? _total;
            if (!_closed && _cadence.IsDue())
                _display.Update(_displayId, Render(final: false));
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_closed)
                return;
            _closed = true;
            _display.Update(_displayId, Render(final: true));
        }
    }

    private MimeBundle Render(bool final)
    {
        var elapsed = _time.GetElapsedTime(_started);
        var share = _total is > 0 ? Math.Clamp((double)_done / _total.Value, 0, 1) : (double?)null;
        var words = new List<string>();
        if (_total is { } total)
            words.Add(string.Create(CultureInfo.InvariantCulture, $"{_done:N0}/{total:N0}"));
        else if (_done > 0)
            words.Add(_done.ToString("N0", CultureInfo.InvariantCulture));
        words.Add(Spell(elapsed));
        if (!final && share is > 0 and < 1)
            words.Add(Spell(elapsed * ((1 / share.Value) - 1)) + " left");
        if (!string.IsNullOrEmpty(_extra))
            words.Add(_extra);
        var tail = string.Join(" · ", words);

        var html = new HtmlWriter().Open("div", "mlp").Text(_label);
        if (share is { } filled)
            html.Raw(string.Create(CultureInfo.InvariantCulture, $"<span class=\"mlp-bar\"><span style=\"width:{filled * 100:0.#}%\"></span></span>"));
        else
            html.Text(" ");
        html.Element("span", tail, "mlp-muted").Close("div");

        var plain = new StringBuilder(_label).Append(' ');
        if (share is { } part)
            plain.Append('█', (int)(part * BarCells)).Append('░', BarCells - (int)(part * BarCells)).Append(' ');
        return MimeBundle.OfHtml(html.ToString(), plain.Append(tail).ToString());
    }

    private static string Spell(TimeSpan span) => span.TotalSeconds switch
    {
        < 10 => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.0} s"),
        < 120 => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0} s"),
        < 7200 => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalMinutes} m {span.Seconds} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours} h {span.Minutes} m"),
    };
}
