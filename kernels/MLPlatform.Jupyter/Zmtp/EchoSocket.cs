namespace MLPlatform.Jupyter.Zmtp;

/// <summary>A REP socket that answers each message with itself, empty delimiter included: the kernel's heartbeat.</summary>
public sealed class EchoSocket(ZmtpAddress address) : ZmtpServer(address, "REP", ["REQ", "DEALER"], ZmtpLimits.Small)
{
    private protected override ValueTask OnMessageAsync(ZmtpPeer peer, byte[][] frames, CancellationToken stop)
    {
        if (!peer.TrySend(Frame.EncodeMessage(Array.ConvertAll(frames, frame => (ReadOnlyMemory<byte>)frame))))
            peer.Abort();
        return ValueTask.CompletedTask;
    }
}
