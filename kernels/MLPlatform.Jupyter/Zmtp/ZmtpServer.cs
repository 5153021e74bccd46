using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace MLPlatform.Jupyter.Zmtp;

/// <summary>What all listening sockets share: accept, handshake, one reading loop per peer. A peer's misbehaviour ends that peer only.</summary>
public abstract class ZmtpServer : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly ReadyCommand _ready;
    private readonly IReadOnlyList<string> _accepted;
    private readonly ZmtpLimits _limits;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, bool> _serving = new();
    private readonly Task _accepting;
    private int _connections;
    private int _violations;

    private protected ZmtpServer(ZmtpAddress address, string socketType, IReadOnlyList<string> accepted, ZmtpLimits limits)
    {
        _ready = new ReadyCommand(socketType, []);
        _accepted = accepted;
        _limits = limits;
        var endPoint = address.ToEndPoint();
        _listener = ZmtpAddress.NewSocket(endPoint);
        try
        {
            _listener.Bind(endPoint);
            _listener.Listen(128);
        }
        catch
        {
            _listener.Dispose();
            throw;
        }

        Port = (_listener.LocalEndPoint as IPEndPoint)?.Port ?? address.Port;
        _accepting = AcceptAsync();
    }

    /// <summary>The port bound, also when 0 was asked for.</summary>
    public int Port { get; }

    /// <summary>Peers whose connection ended by a broken rule instead of a close, since the start.</summary>
    public int Violations => _violations;

    private protected virtual void OnConnected(ZmtpPeer peer)
    {
    }

    private protected virtual void OnDisconnected(ZmtpPeer peer)
    {
    }

    /// <summary>Called in order for each peer; the peer's next message waits until it returns.</summary>
    private protected abstract ValueTask OnMessageAsync(ZmtpPeer peer, byte[][] frames, CancellationToken stop);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_serving.Keys);
        _stop.Dispose();
        GC.SuppressFinalize(this);
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptAsync(_stop.Token);
            }
            catch (Exception end) when (end is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // A peer that left between the kernel's accept and ours, or no descriptors left: both pass.
                continue;
            }

            if (Interlocked.Increment(ref _connections) > _limits.MaxPeers)
            {
                Interlocked.Decrement(ref _connections);
                Interlocked.Increment(ref _violations);
                socket.Dispose();
                continue;
            }

            var serving = ServeAsync(socket);
            _serving[serving] = true;
            _ = serving.ContinueWith(done => _serving.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        ZmtpPeer? peer = null;
        try
        {
            peer = await ZmtpPeer.HandshakeAsync(socket, _ready, _accepted, _limits, _stop.Token);
            try
            {
                OnConnected(peer);
                while (await peer.ReceiveAsync(_stop.Token) is { } frames)
                    await OnMessageAsync(peer, frames, _stop.Token);
            }
            finally
            {
                OnDisconnected(peer);
            }
        }
        catch (ZmtpException)
        {
            Interlocked.Increment(ref _violations);
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException or SocketException or OperationCanceledException)
        {
            // Vanished, or this side is closing: nothing is lost that could still be delivered.
        }
        finally
        {
            // This side closing still sends what is queued: the last reply is the one that says good-bye.
            if (peer is not null)
                await peer.CloseAsync(_stop.IsCancellationRequested ? TimeSpan.FromSeconds(1) : TimeSpan.Zero);
            Interlocked.Decrement(ref _connections);
        }
    }
}
