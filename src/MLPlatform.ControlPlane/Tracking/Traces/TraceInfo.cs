using MLPlatform.Contracts.Tracking;

namespace MLPlatform.ControlPlane.Tracking.Traces;

internal sealed record TraceInfo
{
    public required string RequestId { get; init; }

    public required string ExperimentId { get; init; }

    public required long TimestampMs { get; init; }

    public long? ExecutionTimeMs { get; init; }

    /// <summary>IN_PROGRESS, OK or ERROR.</summary>
    public required string Status { get; init; }

    public IReadOnlyList<Tag>? RequestMetadata { get; init; }

    public IReadOnlyList<Tag>? Tags { get; init; }
}

internal sealed record TraceAnswer(TraceInfo TraceInfo);

internal sealed record TracePage(IReadOnlyList<TraceInfo>? Traces, string? NextPageToken);

internal sealed record TracesDeleted(long Count)
{
    [System.Text.Json.Serialization.JsonPropertyName("traces_deleted")]
    public long Count { get; init; } = Count;
}
