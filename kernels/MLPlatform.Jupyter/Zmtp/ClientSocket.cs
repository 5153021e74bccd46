namespace MLPlatform.Jupyter.Zmtp;

/// <summary>The connecting end: DEALER for requests, SUB for what a kernel publishes.</summary>
public sealed class ClientSocket : IAsyncDisposable
{
    private readonly ZmtpPeer _peer;

    private ClientSocket(ZmtpPeer peer) => _peer = peer;

    /// <param name="identity">What the peer's ROUTER knows this end by; empty lets it choose.</param>
    public static Task<ClientSocket> ConnectDealerAsync(ZmtpAddress address, byte[] identity, CancellationToken cancel, ZmtpLimits? limits = null) =>
        ConnectAsync(address, new ReadyCommand("DEALER", identity), ["ROUTER", "REP", "DEALER"], limits, cancel);

    /// <summary>Subscribes to every topic that starts with <paramref name="topic"/>; empty for all.</summary>
    public static async Task<ClientSocket> ConnectSubscriberAsync(ZmtpAddress address, ReadOnlyMemory<byte> topic, CancellationToken cancel, ZmtpLimits? limits = null)
    {
        var socket = await ConnectAsync(address, new ReadyCommand("SUB", []), ["PUB", "XPUB"], limits, cancel);
        socket.Send([new byte[] { 1 }.Concat(topic.ToArray()).ToArray()]);
        return socket;
    }

    /// <returns>False when the peer is gone or does not read.</returns>
    public bool Send(IReadOnlyList<ReadOnlyMemory<byte>> frames) => _peer.TrySend(Frame.EncodeMessage(frames));

    /// <returns>Null when the peer closed the connection.</returns>
    public ValueTask<byte[][]?> ReceiveAsync(CancellationToken cancel) => _peer.ReceiveAsync(cancel);

    public async ValueTask DisposeAsync() => await _peer.CloseAsync(linger: TimeSpan.FromSeconds(1));

    private static async Task<ClientSocket> ConnectAsync(ZmtpAddress address, ReadyCommand ready, IReadOnlyList<string> accepted, ZmtpLimits? limits, CancellationToken cancel)
    {
        var endPoint = address.ToEndPoint();
        var socket = ZmtpAddress.NewSocket(endPoint);
        try
        {
            await socket.ConnectAsync(endPoint, cancel);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        return new ClientSocket(await ZmtpPeer.HandshakeAsync(socket, ready, accepted, limits ?? ZmtpLimits.Messages, cancel));
    }
}
