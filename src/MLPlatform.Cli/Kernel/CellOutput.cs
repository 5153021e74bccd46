using System.Text;
using MLPlatform.Jupyter.Messages;
using MLPlatform.Kernel.Session;
using MLPlatform.Plots.Html;
using MLPlatform.Plots.Output;

namespace MLPlatform.Cli.Kernel;

/// <summary>
/// One cell's outputs on their way to iopub, in order. Text is gathered for up to 50 ms or 64 Ki characters: a hundred thousand printed
/// lines are a handful of messages. Goes on working for what the cell started in the background.
/// </summary>
internal sealed class CellOutput(IopubWriter iopub, FrontEndInput input, PageAssets page, JupyterMessage request, int executionCount, bool silent, bool allowInput, TimeProvider time) : ICellOutput, IDisposable
{
    private const int FlushAt = 64 << 10;
    private static readonly TimeSpan FlushAfter = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private readonly StringBuilder _text = new();
    private bool _textIsError;
    private ITimer? _timer;
    private bool _timerSet;

    /// <summary>The cell's result as text; null as long as there is none.</summary>
    public string? ResultText { get; private set; }

    public void Show(MimeBundle bundle, string? displayId = null) => Put(bundle, displayId, complete =>
        iopub.Send(MessageTypes.DisplayData, new DisplayData(complete, MimeData.Empty, new Transient(displayId)), JupyterJson.Default.DisplayData, request));

    public void Update(string displayId, MimeBundle bundle) => Put(bundle, displayId, complete =>
        iopub.Send(MessageTypes.UpdateDisplayData, new DisplayData(complete, MimeData.Empty, new Transient(displayId)), JupyterJson.Default.DisplayData, request));

    public void Result(MimeBundle bundle)
    {
        ResultText = bundle.Data.GetValueOrDefault(MimeBundle.Plain);
        Put(bundle, null, complete => iopub.Send(MessageTypes.ExecuteResult, new ExecuteResult(executionCount, complete, MimeData.Empty), JupyterJson.Default.ExecuteResult, request));
    }

    public void Clear(bool wait)
    {
        lock (_gate)
        {
            FlushText();
            if (!silent)
                iopub.Send(MessageTypes.ClearOutput, new ClearOutput(wait), JupyterJson.Default.ClearOutput, request);
        }
    }

    public void Write(string text, bool error = false)
    {
        if (silent || text.Length == 0)
            return;
        lock (_gate)
        {
            if (error != _textIsError)
                FlushText();
            _textIsError = error;
            _text.Append(text);
            if (_text.Length >= FlushAt)
            {
                FlushText();
            }
            else if (!_timerSet)
            {
                _timerSet = true;
                _timer ??= time.CreateTimer(_ => Flush(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _timer.Change(FlushAfter, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public Task<string> AskAsync(string prompt, bool password, CancellationToken cancel)
    {
        Flush();
        return input.AskAsync(request, allowInput, prompt, password, cancel);
    }

    public void Error(CellError error)
    {
        lock (_gate)
        {
            FlushText();
            if (!silent)
                iopub.Send(MessageTypes.Error, new ErrorOutput(error.Name, error.Message, error.Traceback), JupyterJson.Default.ErrorOutput, request);
        }
    }

    /// <summary>Sends gathered text now.</summary>
    public void Flush()
    {
        lock (_gate)
            FlushText();
    }

    public void Dispose()
    {
        Flush();
        _timer?.Dispose();
    }

    private void Put(MimeBundle bundle, string? displayId, Action<MimeData> send)
    {
        if (silent)
            return;
        lock (_gate)
        {
            FlushText();
            var complete = page.Complete(bundle, displayId, out var before);
            if (before is not null)
                iopub.Send(MessageTypes.DisplayData, new DisplayData(new MimeData(before.Data), MimeData.Empty, new Transient()), JupyterJson.Default.DisplayData, request);
            send(new MimeData(complete.Data));
        }
    }

    private void FlushText()
    {
        _timerSet = false;
        if (_text.Length == 0)
            return;
        iopub.Send(MessageTypes.Stream, new StreamOutput(_textIsError ? "stderr" : "stdout", _text.ToString()), JupyterJson.Default.StreamOutput, request);
        _text.Clear();
    }
}
