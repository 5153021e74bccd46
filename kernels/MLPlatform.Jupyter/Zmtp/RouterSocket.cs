using System.Collections.Concurrent;
using System.Threading.Channels;

namespace MLPlatform.Jupyter.Zmtp;

/// <summary>Receives from many peers, each message led by the sender's identity, and answers by identity.</summary>
public sealed class RouterSocket : ZmtpServer
{
    private const int ReceiveQueue = 1_024;

    // A full queue stops reading from the peers: TCP passes the pressure on. The receiver goes on in the peer's reading loop, without a hop between threads.
    private readonly Channel<byte[][]> _incoming = Channel.CreateBounded<byte[][]>(new BoundedChannelOptions(ReceiveQueue) { AllowSynchronousContinuations = true });
    private readonly ConcurrentDictionary<string, ZmtpPeer> _byIdentity = new();
    private int _nextIdentity;

    public RouterSocket(ZmtpAddress address, ZmtpLimits? limits = null)
        : base(address, "ROUTER", ["DEALER", "REQ", "ROUTER"], limits ?? ZmtpLimits.Messages)
    {
    }

    /// <returns>Identity first, then the frames as sent.</returns>
    public ValueTask<byte[][]> ReceiveAsync(CancellationToken cancel) => _incoming.Reader.ReadAsync(cancel);

    /// <param name="frames">Identity first.</param>
    /// <returns>False when no such peer is connected any more.</returns>
    public bool Send(IReadOnlyList<ReadOnlyMemory<byte>> frames)
    {
        if (!_byIdentity.TryGetValue(Key(frames[0].Span), out var peer))
            return false;
        if (peer.TrySend(Frame.EncodeMessage([.. frames.Skip(1)])))
            return true;
        // A peer that asks but never reads its answers would grow without bound.
        peer.Abort();
        return false;
    }

    private protected override void OnConnected(ZmtpPeer peer)
    {
        // As libzmq does: own identities start with a zero byte, so a peer's own choice cannot collide with them.
        if (peer.Identity.Length == 0 || peer.Identity[0] == 0)
            peer.Identity = [0, .. BitConverter.GetBytes(Interlocked.Increment(ref _nextIdentity))];
        // The newest connection of an identity wins: a client that reconnects is not locked out by its own half-closed past.
        _byIdentity.AddOrUpdate(Key(peer.Identity), peer, (_, older) =>
        {
            older.Abort();
            return peer;
        });
    }

    private protected override void OnDisconnected(ZmtpPeer peer) => _byIdentity.TryRemove(new KeyValuePair<string, ZmtpPeer>(Key(peer.Identity), peer));

    private protected override ValueTask OnMessageAsync(ZmtpPeer peer, byte[][] frames, CancellationToken stop) => _incoming.Writer.WriteAsync([peer.Identity, .. frames], stop);

    private static string Key(ReadOnlySpan<byte> identity) => Convert.ToHexString(identity);
}
