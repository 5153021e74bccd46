using System.Runtime.InteropServices;
using MLPlatform.Cli.Kernel.History;
using MLPlatform.Jupyter.Connection;
using MLPlatform.Jupyter.Messages;
using MLPlatform.Jupyter.Zmtp;
using MLPlatform.Kernel.Session;

namespace MLPlatform.Cli.Kernel;

/// <summary>
/// A notebook session behind Jupyter's five sockets. They are bound while the compiler warms up on another thread, so that a front end that
/// connects early finds them there.
/// </summary>
public sealed partial class JupyterHost
{
    // One for each socket's loop.
    private const int OwnWorkers = 5;

    private readonly ConnectionInfo _connection;
    private readonly Func<NotebookSession> _newSession;
    private readonly TimeProvider _time;
    private readonly KernelLog _log;
    private readonly MessageCodec _codec;
    private readonly StartupProfile? _profile;
    private readonly string _sessionId = Guid.NewGuid().ToString("N");
    private readonly HistoryFolder _historyFolder;
    private readonly SessionHistory _history;
    private readonly TaskCompletionSource _shutdown = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="newSession">Called once, off the message loops.</param>
    /// <param name="historyFolder">Where this user's kernels keep what they ran; asked for when the first cell runs.</param>
    /// <param name="log">For what no cell writes; Jupyter puts it into the server's log.</param>
    public JupyterHost(ConnectionInfo connection, Func<NotebookSession> newSession, Func<string> historyFolder, TimeProvider time, TextWriter log)
        : this(connection, newSession, historyFolder, time, log, null)
    {
    }

    internal JupyterHost(ConnectionInfo connection, Func<NotebookSession> newSession, Func<string> historyFolder, TimeProvider time, TextWriter log, StartupProfile? profile)
    {
        _connection = connection;
        _newSession = newSession;
        _time = time;
        _log = new KernelLog(log);
        _codec = new MessageCodec(connection.Key);
        _profile = profile;
        _historyFolder = new HistoryFolder(historyFolder, time, _log);
        _history = new SessionHistory(_historyFolder);
    }

    /// <summary>Serves until a shutdown request, the end of the parent process, SIGTERM or <paramref name="cancel"/>.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">A port of the connection file is taken.</exception>
    public async Task RunAsync(CancellationToken cancel)
    {
        // A cell that fills the pool with parallel work must not keep an interrupt or a completion waiting until the pool grows.
        ThreadPool.GetMinThreads(out var workers, out var completions);
        ThreadPool.SetMinThreads(workers + OwnWorkers, completions);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var session = Task.Run(() => StartSessionAsync(stop.Token), CancellationToken.None);
        await using var shell = new RouterSocket(_connection.AddressOf(_connection.ShellPort));
        await using var control = new RouterSocket(_connection.AddressOf(_connection.ControlPort));
        await using var stdin = new RouterSocket(_connection.AddressOf(_connection.StdinPort));
        await using var publisher = new PublisherSocket(_connection.AddressOf(_connection.IopubPort), topic => IopubWriter.Welcome(topic, _codec, _sessionId, _time));
        await using var heartbeat = new EchoSocket(_connection.AddressOf(_connection.HeartbeatPort));

        var iopub = new IopubWriter(publisher, _codec, _sessionId, _time);
        var replies = new ReplyWriter(shell, control, _codec, _sessionId, _time);
        using var input = new FrontEndInput(stdin, _codec, _sessionId, _time, _log);
        var cells = new CellExecutor(session, iopub, replies, input, _history, _time, _log, _profile);
        var language = new LanguageService(session, iopub, replies, _log);

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            signal.Cancel = true;
            cells.Interrupt();
        });
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            _shutdown.TrySetResult();
        });

        Task[] loops =
        [
            ShellLoopAsync(shell, iopub, replies, cells, language, stop.Token),
            ControlLoopAsync(control, iopub, replies, cells, stop.Token),
            input.ListenAsync(stop.Token),
            cells.RunAsync(stop.Token),
            language.RunAsync(stop.Token),
        ];
        var parentGone = ParentWatch.FromEnvironment(_time).WaitAsync(stop.Token);

        // A loop that ends on its own has failed; serving on without it would only look alive.
        var first = await Task.WhenAny([_shutdown.Task, parentGone, .. loops]);
        cells.Interrupt();
        await stop.CancelAsync();
        await EndSessionAsync(session, loops);
        if (first.IsFaulted)
            await first;
        if (publisher.Dropped > 0)
            _log.Write($"{publisher.Dropped} messages were not delivered to front ends that did not read.");
    }

    private async Task<NotebookSession> StartSessionAsync(CancellationToken cancel)
    {
        var session = _newSession();
        await session.WarmUpAsync(cancel);
        return session;
    }

    private async Task EndSessionAsync(Task<NotebookSession> session, Task[] loops)
    {
        var patience = TimeSpan.FromSeconds(2);
        await Task.WhenAny(Task.WhenAll(loops), Task.Delay(patience, _time));
        await Task.WhenAny(_historyFolder.CloseAsync(), Task.Delay(patience, _time));
        await Task.WhenAny(session, Task.Delay(patience, _time));
        if (!session.IsCompletedSuccessfully)
            return;
        var disposing = (await session).DisposeAsync().AsTask();
        await Task.WhenAny(disposing, Task.Delay(patience, _time));
        if (disposing.IsFaulted)
            _log.Write($"the session did not close cleanly: {disposing.Exception.GetBaseException().Message}");
    }
}
