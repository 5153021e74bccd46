using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Threading.Channels;
using MLPlatform.Jupyter.Connection;
using MLPlatform.Jupyter.Messages;
using MLPlatform.Jupyter.Zmtp;

namespace MLPlatform.Jupyter.Clients;

/// <summary>A kernel this process has started, reached over its own sockets. It ends with the connection.</summary>
public sealed class LocalKernel : IKernelConnection
{
    private static readonly TimeSpan BindLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(1.5);

    private readonly Channel<KernelMessage> _received = Channel.CreateUnbounded<KernelMessage>();
    private readonly CancellationTokenSource _closing = new();
    private readonly Process _process;
    private readonly LastWords _words;
    private readonly string _connectionFile;
    private readonly MessageCodec _codec;
    private readonly TimeProvider _time;
    private readonly bool _interruptByMessage;
    private ClientSocket? _shell;
    private ClientSocket? _stdin;
    private ClientSocket? _control;
    private ClientSocket? _iopub;
    private Task _readers = Task.CompletedTask;

    private LocalKernel(Process process, LastWords words, string connectionFile, MessageCodec codec, bool interruptByMessage, TimeProvider time)
    {
        _process = process;
        _words = words;
        _connectionFile = connectionFile;
        _codec = codec;
        _interruptByMessage = interruptByMessage;
        _time = time;
    }

    public bool IsLocal => true;

    public string Session { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Starts an installed kernel and connects its sockets.</summary>
    /// <param name="folder">The kernel's working folder.</param>
    /// <exception cref="JupyterProtocolException">Its specification cannot be read.</exception>
    /// <exception cref="KernelGoneException">It ended before it listened; the message holds its last words.</exception>
    public static async Task<LocalKernel> StartAsync(InstalledKernel installed, string folder, TimeProvider time, CancellationToken cancel)
    {
        var spec = installed.Read();
        var ports = FreePorts(5);
        var info = new ConnectionInfo
        {
            ShellPort = ports[0],
            ControlPort = ports[1],
            IopubPort = ports[2],
            StdinPort = ports[3],
            HeartbeatPort = ports[4],
            Key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
            KernelName = installed.Name,
        };
        var file = Path.Combine(Path.GetTempPath(), $"mlplatform-kernel-{Guid.NewGuid():N}.json");
        await using (var stream = new FileStream(file, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
        await using (var writer = new StreamWriter(stream))
            await writer.WriteAsync(info.ToJson());
        var start = new ProcessStartInfo(spec.Argv[0], spec.Argv.Skip(1).Select(word => word.Replace("{connection_file}", file, StringComparison.Ordinal).Replace("{resource_dir}", installed.Folder, StringComparison.Ordinal)))
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in spec.Env ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        // The kernel watches its parent and ends with it.
        start.Environment["JPY_PARENT_PID"] = Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture);
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            File.Delete(file);
            throw new KernelGoneException($"`{spec.Argv[0]}` cannot be started: {missing.Message}", missing);
        }

        process.StandardInput.Close();
        var kernel = new LocalKernel(process, new LastWords(process), file, new MessageCodec(info.Key), spec.InterruptMode == "message", time);
        try
        {
            await kernel.ConnectAsync(info, cancel);
            return kernel;
        }
        catch
        {
            await kernel.DisposeAsync();
            throw;
        }
    }

    public Task SendAsync(KernelChannel channel, JupyterMessage message, CancellationToken cancel)
    {
        var socket = channel switch
        {
            KernelChannel.Shell => _shell,
            KernelChannel.Stdin => _stdin,
            _ => _control,
        };
        return socket!.Send(_codec.Encode(message)) && !_process.HasExited ? Task.CompletedTask : Task.FromException(Gone());
    }

    public async Task<KernelMessage> ReceiveAsync(CancellationToken cancel)
    {
        try
        {
            return await _received.Reader.ReadAsync(cancel);
        }
        catch (ChannelClosedException)
        {
            throw Gone();
        }
    }

    public Task InterruptAsync(CancellationToken cancel)
    {
        if (_interruptByMessage)
            return SendAsync(KernelChannel.Control, JupyterMessage.New(MessageTypes.InterruptRequest, EmptyContent.Instance, ClientJson.Default.EmptyContent, Session, _time), cancel);
        if (!_process.HasExited)
            _ = ProcessSignal.Interrupt(_process.Id);
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (_control is not null && !_process.HasExited)
        {
            _control.Send(_codec.Encode(JupyterMessage.New(MessageTypes.ShutdownRequest, new ShutdownRequest(false), JupyterJson.Default.ShutdownRequest, Session, _time)));
            using var limit = new CancellationTokenSource(ShutdownLimit, _time);
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                // It is busy: it gets no more time.
                _process.Kill(entireProcessTree: true);
            }
        }
        else if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _closing.CancelAsync();
        foreach (var socket in (ClientSocket?[])[_shell, _stdin, _control, _iopub])
            if (socket is not null)
                await socket.DisposeAsync();
        await _readers;
        await _process.WaitForExitAsync();
        _process.Dispose();
        _closing.Dispose();
        File.Delete(_connectionFile);
    }

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        foreach (var listener in listeners)
            listener.Start();
        var ports = Array.ConvertAll(listeners, listener => ((IPEndPoint)listener.LocalEndpoint).Port);
        foreach (var listener in listeners)
            listener.Dispose();
        return ports;
    }

    private async Task ConnectAsync(ConnectionInfo info, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(BindLimit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        // Shell and stdin share an identity: an input request is routed to the client whose request runs.
        var identity = System.Text.Encoding.ASCII.GetBytes(Session);
        try
        {
            _iopub = await RetryAsync(() => ClientSocket.ConnectSubscriberAsync(info.AddressOf(info.IopubPort), default, either.Token), either.Token);
            _shell = await RetryAsync(() => ClientSocket.ConnectDealerAsync(info.AddressOf(info.ShellPort), identity, either.Token), either.Token);
            _stdin = await RetryAsync(() => ClientSocket.ConnectDealerAsync(info.AddressOf(info.StdinPort), identity, either.Token), either.Token);
            _control = await RetryAsync(() => ClientSocket.ConnectDealerAsync(info.AddressOf(info.ControlPort), identity, either.Token), either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new KernelGoneException($"It did not listen within {BindLimit.TotalSeconds:0} s. {_words}");
        }

        _readers = Task.WhenAll(ReadAsync(_shell, KernelChannel.Shell), ReadAsync(_iopub, KernelChannel.Iopub), ReadAsync(_stdin, KernelChannel.Stdin), ReadAsync(_control, KernelChannel.Control));
        _process.Exited += (_, _) => _received.Writer.TryComplete();
        _process.EnableRaisingEvents = true;
    }

    private async Task<ClientSocket> RetryAsync(Func<Task<ClientSocket>> connect, CancellationToken cancel)
    {
        while (true)
        {
            if (_process.HasExited)
                throw Gone();
            try
            {
                return await connect();
            }
            catch (Exception notYet) when (notYet is SocketException or IOException or ZmtpException)
            {
                await Task.Delay(Retry, _time, cancel);
            }
        }
    }

    private async Task ReadAsync(ClientSocket socket, KernelChannel channel)
    {
        try
        {
            while (await socket.ReceiveAsync(_closing.Token) is { } frames)
            {
                try
                {
                    _received.Writer.TryWrite(new KernelMessage(channel, _codec.Decode(frames)));
                }
                catch (JupyterProtocolException)
                {
                    // Not of this session's key: nobody's message.
                    continue;
                }
            }
        }
        catch (Exception closed) when (closed is OperationCanceledException or IOException or ObjectDisposedException or SocketException or ZmtpException)
        {
            // The process's end closes the sockets; its exit is what is reported.
            return;
        }
    }

    private KernelGoneException Gone() => new(_process.HasExited ? $"It ended with exit code {_process.ExitCode}. {_words}" : $"It does not read its messages. {_words}");
}
