using System.Text.Json.Serialization;
using MLPlatform.Contracts.Identity;
using MLPlatform.Contracts.Jobs;

namespace MLPlatform.Contracts.Endpoints;

[JsonConverter(typeof(JsonStringEnumConverter<EndpointState>))]
public enum EndpointState
{
    Starting,
    Ready,

    /// <summary>The process died or does not answer; the control plane is bringing it back.</summary>
    Down,
    Stopped,
    Failed,
}

/// <summary>What a deploy asks for.</summary>
/// <param name="Model"><c>name</c>, <c>name@alias</c> or <c>name@3</c>.</param>
/// <param name="Port">Loopback port; 0 picks a free one and keeps it.</param>
/// <param name="CaptureRate">Share of requests kept for monitoring, 0 to 1.</param>
/// <param name="TokenRequired">Predictions need a token of the platform too, not only changes of what is served.</param>
/// <param name="Tls">Serve HTTPS with this certificate; null for plain HTTP.</param>
public sealed record DeployEndpoint(
    string Name, string Model, int Port = 0, int Threads = 2, long MemoryBytes = 512L << 20, double CaptureRate = 1, bool TokenRequired = false, TlsFiles? Tls = null);

/// <summary>A named, served model. Times in microseconds since 1970 UTC.</summary>
public sealed record EndpointRecord
{
    public required string Name { get; init; }

    public required string Model { get; init; }

    public required int ModelVersion { get; init; }

    public required string RunId { get; init; }

    public required Principal Principal { get; init; }

    public required EndpointState State { get; init; }

    public required string Url { get; init; }

    /// <summary>Where gRPC is spoken; null for an endpoint that was deployed before it was.</summary>
    public string? GrpcUrl { get; init; }

    public bool TokenRequired { get; init; }

    /// <summary>The version that is tried beside the one that serves; null when there is none.</summary>
    public CandidateRecord? Candidate { get; init; }

    /// <summary>What served before this and what a rollback brings back; null when there is none.</summary>
    public PreviousModel? Previous { get; init; }

    public required int Threads { get; init; }

    public required Resources Resources { get; init; }

    public int? ProcessId { get; init; }

    /// <summary>How often the control plane had to start the process again.</summary>
    public int Restarts { get; init; }

    public string? Message { get; init; }

    public long CreatedAt { get; init; }

    /// <summary>Folder with the captured requests, Parquet by hour.</summary>
    public required string CaptureFolder { get; init; }
}

/// <summary>What the control plane hands to <c>serve-model --spec FILE</c>.</summary>
public sealed record ModelServerSpec
{
    public int Schema { get; init; } = 1;

    public required string Name { get; init; }

    public required int Version { get; init; }

    /// <summary>A private copy of the model artifact; no one writes into it.</summary>
    public required string ModelFolder { get; init; }

    public required int Port { get; init; }

    public required int Threads { get; init; }

    /// <summary>Unix socket of the feature server; null when the model uses no features.</summary>
    public string? FeatureSocket { get; init; }

    public required string CaptureFolder { get; init; }

    public required double CaptureRate { get; init; }

    /// <summary>Repeated on the health page, so that a restarted control plane knows the process it finds is the one it started.</summary>
    public required string Nonce { get; init; }

    /// <summary>Structured log of the serving process; null keeps none.</summary>
    public string? LogFile { get; init; }

    /// <summary>Loopback port of gRPC; 0 for a free one, null for none.</summary>
    public int? GrpcPort { get; init; }

    /// <summary>The platform home whose tokens open this server. Null, as when a model is served without a control plane: every caller of this machine may do everything.</summary>
    public string? HomeFolder { get; init; }

    /// <summary>Predictions need a token too, not only changes of what is served.</summary>
    public bool TokenRequired { get; init; }

    public TlsFiles? Tls { get; init; }

    /// <summary>Beside the version above; null for none.</summary>
    public CandidateSpec? Candidate { get; init; }

    /// <summary>How long a request may wait for its turn before it is refused with 503, milliseconds; requests that are long themselves may wait four times their own time.</summary>
    /// <value>50 unless said otherwise; a record written before this field existed reads as 0.</value>
    public int PatienceMilliseconds { get => field == 0 ? 50 : field; init; }
}
