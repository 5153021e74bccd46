using System.Collections.Concurrent;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using MLPlatform.Contracts.Errors;
using MLPlatform.FeatureServer.Store;
using MLPlatform.Hosting.Sockets;

namespace MLPlatform.FeatureServer.Local;

/// <summary>Serves the online protocol on a Unix socket to processes of the same user.</summary>
internal sealed class LocalServer : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly OnlineStore _store;
    private readonly ServerMetrics _metrics;
    private readonly ILogger _log;
    private readonly ConcurrentDictionary<LocalPeer, Task> _peers = new();
    private readonly Task _accepting;
    private readonly string _path;

    /// <param name="path">The caller holds the lock that makes it the only owner of this path.</param>
    public LocalServer(string path, OnlineStore store, ServerMetrics metrics, ILogger log)
    {
        (_path, _store, _metrics, _log) = (path, store, metrics, log);
        _listener = LocalSocket.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen(128);
        _accepting = AcceptAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        foreach (var peer in _peers.Keys)
            peer.Close();
        await Task.WhenAll(_peers.Values);
        File.Delete(_path);
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptAsync();
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                return;
            }

            try
            {
                PeerCredentials.Check(socket);
            }
            catch (PlatformException refusal)
            {
                _log.LogWarning("{Problem}", refusal.Problem);
                socket.Dispose();
                continue;
            }

            var peer = new LocalPeer(socket, _store, _metrics, _log);
            _peers[peer] = ServeAsync(peer);
        }
    }

    private async Task ServeAsync(LocalPeer peer)
    {
        // Lets the accept loop register the task before it can end.
        await Task.Yield();
        using (peer)
            await peer.RunAsync();
        _peers.TryRemove(peer, out _);
    }
}
