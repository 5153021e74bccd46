using MLPlatform.Plots.Output.Terminal;

namespace MLPlatform.Plots.Output;

/// <summary>Shows things in a terminal as plain text. What has an id and stands last is redrawn in place on a tty; elsewhere only its last state is written.</summary>
/// <param name="live">True when <paramref name="output"/> is a tty that understands ANSI cursor movement.</param>
/// <param name="width">Columns of the terminal: a longer line takes several rows.</param>
public sealed class TerminalDisplay(TextWriter output, TextWriter errors, bool live, int width = 80) : IDisplay, IDisposable
{
    private readonly Lock _gate = new();
    private LiveBlock? _block;

    /// <summary>True when this process writes to a terminal that can redraw.</summary>
    public static bool IsLive => !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

    /// <summary>Standard output and error of this process.</summary>
    public static TerminalDisplay OfConsole()
    {
        var live = IsLive;
        return new TerminalDisplay(Console.Out, Console.Error, live, live ? Console.WindowWidth : 80);
    }

    public void Show(MimeBundle bundle, string? displayId = null)
    {
        lock (_gate)
        {
            Settle();
            Begin(bundle.Data[MimeBundle.Plain], displayId);
        }
    }

    public void Update(string displayId, MimeBundle bundle)
    {
        lock (_gate)
        {
            var text = bundle.Data[MimeBundle.Plain];
            if (_block is null || _block.DisplayId != displayId)
            {
                Settle();
                Begin(text, displayId);
                return;
            }

            if (live)
                _block.Redraw(output, text);
            else
                _block = new LiveBlock(displayId, text, width);
        }
    }

    public void Write(string text, bool error = false)
    {
        lock (_gate)
        {
            Settle();
            (error ? errors : output).Write(text);
        }
    }

    /// <summary>Writes what is still pending.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            Settle();
            output.Flush();
        }
    }

    private void Begin(string text, string? displayId)
    {
        if (displayId is null)
        {
            if (text.Length > 0)
                output.WriteLine(text);
            return;
        }

        _block = new LiveBlock(displayId, text, width);
        if (live)
            _block.Draw(output);
    }

    /// <summary>The block stops being replaceable: something else comes below it.</summary>
    private void Settle()
    {
        if (!live && _block is { } pending)
            output.WriteLine(pending.Text);
        _block = null;
    }
}
