using System.Threading.Channels;
using MLPlatform.Cli.Kernel.History;
using MLPlatform.Contracts.Errors;
using MLPlatform.Jupyter;
using MLPlatform.Jupyter.Messages;
using MLPlatform.Kernel.Session;
using MLPlatform.Plots.Html;

namespace MLPlatform.Cli.Kernel;

/// <summary>Runs execute requests one after the other, beside the shell loop, so that everything else is answered meanwhile.</summary>
internal sealed class CellExecutor(Task<NotebookSession> session, IopubWriter iopub, ReplyWriter replies, FrontEndInput input, SessionHistory history, TimeProvider time, KernelLog log, StartupProfile? profile = null)
{
    // A cell runs on a thread of its own: the shell loop may carry its request that far.
    private readonly Channel<JupyterMessage> _queue = Channel.CreateUnbounded<JupyterMessage>(new UnboundedChannelOptions { SingleReader = true, AllowSynchronousContinuations = true });
    private readonly PageAssets _page = PageAssets.FromBundledFiles();
    private readonly Lock _gate = new();
    private CancellationTokenSource? _running;
    private int _count;

    public void Enqueue(JupyterMessage request) => _queue.Writer.TryWrite(request);

    /// <summary>Stops the running cell; without one it does nothing.</summary>
    public void Interrupt()
    {
        lock (_gate)
            _running?.Cancel();
    }

    public async Task RunAsync(CancellationToken stop)
    {
        await foreach (var request in _queue.Reader.ReadAllAsync(stop))
        {
            iopub.Status(ExecutionState.Busy, request);
            try
            {
                await ExecuteAsync(request);
            }
            catch (JupyterProtocolException malformed)
            {
                log.Dropped("shell", malformed);
            }

            iopub.Status(ExecutionState.Idle, request);
            profile?.End();
        }
    }

    private async Task ExecuteAsync(JupyterMessage message)
    {
        var request = message.Content(JupyterJson.Default.ExecuteRequest);
        var stored = request is { StoreHistory: true, Silent: false };
        if (stored)
            history.Add(++_count, request.Code);
        if (!request.Silent)
            iopub.Send(MessageTypes.ExecuteInput, new ExecuteInput(request.Code, _count), JupyterJson.Default.ExecuteInput, message);

        // Not disposed: what the cell left running in the background goes on writing to its own cell.
        var output = new CellOutput(iopub, input, _page, message, _count, request.Silent, request.AllowStdin, time);
        var cell = new CellRequest(request.Code, CellLanguage.Of(message), request.Silent, stored);
        var result = await RunCellAsync(cell, output);
        if (result is { Status: not CellStatus.Ok, Error: { } error })
            output.Error(error);
        output.Flush();
        if (stored && output.ResultText is { } text)
            history.Complete(_count, text);

        replies.Shell(MessageTypes.ExecuteReply, result.Status == CellStatus.Ok ? await OkAsync(request) : Failed(result), JupyterJson.Default.ExecuteReply, message);
        if (result.Status != CellStatus.Ok && request.StopOnError)
            AbortQueued();
    }

    private async Task<CellResult> RunCellAsync(CellRequest cell, ICellOutput output)
    {
        using var interrupt = new CancellationTokenSource();
        lock (_gate)
            _running = interrupt;
        try
        {
            var ready = await session.WaitAsync(interrupt.Token);
            return await ready.RunAsync(cell, output, interrupt.Token);
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            return new CellResult(CellStatus.Interrupted, _count, new CellError("Interrupted", "The cell was interrupted.", ["Interrupted before it started."]));
        }
        catch (PlatformException refusal)
        {
            return new CellResult(CellStatus.Error, _count, new CellError(refusal.Code.Id, refusal.Message, [refusal.Message]));
        }
        catch (Exception failure)
        {
            // The session reports what a cell throws as a result; this is the session itself failing, and the kernel goes on answering.
            log.Write(failure.ToString());
            return new CellResult(CellStatus.Error, _count, new CellError(failure.GetType().Name, failure.Message, failure.ToString().Split('\n')));
        }
        finally
        {
            lock (_gate)
                _running = null;
        }
    }

    private async Task<ExecuteReply> OkAsync(ExecuteRequest request)
    {
        var values = new Dictionary<string, UserExpression>();
        foreach (var (name, expression) in request.UserExpressions)
        {
            var captured = new ResultCapture();
            var result = await RunCellAsync(new CellRequest(expression, Silent: true, StoreHistory: false), captured);
            values[name] = result is { Status: not CellStatus.Ok, Error: { } error }
                ? new UserExpression("error") { Ename = error.Name, Evalue = error.Message, Traceback = error.Traceback }
                : new UserExpression("ok") { Data = new MimeData(captured.Value?.Data ?? MimeData.Empty.Content), Metadata = new Dictionary<string, string>() };
        }

        return new ExecuteReply("ok", _count) { UserExpressions = values, Payload = [] };
    }

    private ExecuteReply Failed(CellResult result) => new("error", _count)
    {
        Ename = result.Error?.Name ?? "Error",
        Evalue = result.Error?.Message ?? "",
        Traceback = result.Error?.Traceback ?? [],
    };

    /// <summary>The cells sent along with a failed one do not run, as "run all" expects.</summary>
    private void AbortQueued()
    {
        while (_queue.Reader.TryRead(out var request))
        {
            iopub.Status(ExecutionState.Busy, request);
            replies.Shell(MessageTypes.ExecuteReply, new ExecuteReply("aborted", _count), JupyterJson.Default.ExecuteReply, request);
            iopub.Status(ExecutionState.Idle, request);
        }
    }
}
