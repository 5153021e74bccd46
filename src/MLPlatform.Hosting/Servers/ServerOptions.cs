using MLPlatform.Contracts.Endpoints;

namespace MLPlatform.Hosting.Servers;

/// <summary>How a server of the product listens and logs.</summary>
/// <param name="Name">Short name, such as <c>control-plane</c>; the log's <c>server</c> field.</param>
/// <param name="Port">Loopback port; 0 for a free one.</param>
public sealed record ServerOptions(string Name, int Port)
{
    /// <summary>A Unix socket to listen on as well; a stale file there is replaced. Its folder is private, and each connection's peer uid is checked.</summary>
    public string? Socket { get; init; }

    /// <summary>A second loopback port that speaks HTTP/2 only, as gRPC needs without TLS; 0 for a free one, null for none.</summary>
    public int? Http2Port { get; init; }

    /// <summary>Serve both ports by TLS; null for plain HTTP.</summary>
    public TlsFiles? Tls { get; init; }

    /// <summary>Structured log, JSON lines; null logs nothing.</summary>
    public string? LogFile { get; init; }

    public long LargestBodyBytes { get; init; } = 64L << 20;

    /// <summary>How long running requests may take to end at shutdown.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(5);
}
