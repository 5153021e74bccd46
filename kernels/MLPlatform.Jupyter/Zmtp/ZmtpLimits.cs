namespace MLPlatform.Jupyter.Zmtp;

/// <summary>What a peer may cost. A peer that goes beyond is disconnected; the others notice nothing.</summary>
/// <param name="MaxMessageBytes">All frames of one message together.</param>
/// <param name="SendQueueBytes">High-water mark of what waits to be sent to one peer.</param>
public sealed record ZmtpLimits(long MaxMessageBytes, int MaxFrames, long SendQueueBytes, int MaxPeers, TimeSpan HandshakeTimeout)
{
    public static ZmtpLimits Messages { get; } = new(256L << 20, 1_024, 512L << 20, 256, TimeSpan.FromSeconds(10));

    /// <summary>For sockets that only ever receive topics or pings.</summary>
    public static ZmtpLimits Small { get; } = Messages with { MaxMessageBytes = 64 << 10, MaxFrames = 16, SendQueueBytes = 128L << 20 };
}
