using System.Collections.Concurrent;

namespace MLPlatform.Jupyter.Zmtp;

/// <summary>Sends every message to the peers whose subscriptions fit its first frame. Never waits: beyond a peer's high-water mark its newest messages are dropped and counted.</summary>
public sealed class PublisherSocket : ZmtpServer
{
    private readonly ConcurrentDictionary<ZmtpPeer, ConcurrentDictionary<string, byte[]>> _subscriptions = new();
    private readonly Func<byte[], IReadOnlyList<ReadOnlyMemory<byte>>?>? _welcome;
    private readonly Lock _gate = new();
    private long _dropped;

    /// <param name="welcome">Given the topic of a new subscription, the message that its subscriber alone gets first; null for none.</param>
    public PublisherSocket(ZmtpAddress address, Func<byte[], IReadOnlyList<ReadOnlyMemory<byte>>?>? welcome = null, ZmtpLimits? limits = null)
        : base(address, "PUB", ["SUB", "XSUB"], limits ?? ZmtpLimits.Small) => _welcome = welcome;

    /// <summary>Messages not delivered because a subscriber did not read, all subscribers together.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    public int Subscribers => _subscriptions.Count(peer => !peer.Value.IsEmpty);

    public void Send(IReadOnlyList<ReadOnlyMemory<byte>> frames)
    {
        byte[]? encoded = null;
        // One lock around all peers: messages reach every subscriber in one order.
        lock (_gate)
        {
            foreach (var (peer, topics) in _subscriptions)
            {
                if (!topics.Values.Any(topic => frames[0].Span.StartsWith(topic)))
                    continue;
                if (!peer.TrySend(encoded ??= Frame.EncodeMessage(frames)))
                    Interlocked.Increment(ref _dropped);
            }
        }
    }

    private protected override void OnConnected(ZmtpPeer peer) => _subscriptions[peer] = new ConcurrentDictionary<string, byte[]>();

    private protected override void OnDisconnected(ZmtpPeer peer) => _subscriptions.TryRemove(peer, out _);

    private protected override ValueTask OnMessageAsync(ZmtpPeer peer, byte[][] frames, CancellationToken stop)
    {
        if (frames is not [[0 or 1, .. var topic]] || !_subscriptions.TryGetValue(peer, out var topics))
            return ValueTask.CompletedTask;
        var key = Convert.ToHexString(topic);
        lock (_gate)
        {
            if (frames[0][0] == 0)
                topics.TryRemove(key, out _);
            else if (topics.TryAdd(key, topic) && _welcome?.Invoke(topic) is { } welcome)
                peer.TrySend(Frame.EncodeMessage(welcome));
        }

        return ValueTask.CompletedTask;
    }
}
