using System.Text.Json.Serialization;
using MLPlatform.Contracts.Identity;

namespace MLPlatform.Contracts.Jobs;

[JsonConverter(typeof(JsonStringEnumConverter<JobState>))]
public enum JobState
{
    Queued,
    Running,
    Succeeded,
    Failed,
    Cancelled,
    TimedOut,
}

/// <summary>A workload of kind Job as the control plane admitted it. Times in microseconds since 1970 UTC.</summary>
public sealed record JobRecord
{
    /// <summary>Tag of the run a job writes; its value is the job's id.</summary>
    public const string RunTag = "mlplatform.job";

    public required string Id { get; init; }

    public required WorkloadSpec Spec { get; init; }

    public required string Target { get; init; }

    public required Principal Principal { get; init; }

    public required JobState State { get; init; }

    /// <summary>1 for the first execution; artifacts of an older attempt never overwrite a newer one's.</summary>
    public int Attempt { get; init; }

    public int? ProcessId { get; init; }

    public int? ExitCode { get; init; }

    public string? Message { get; init; }

    public long CreatedAt { get; init; }

    public long? StartedAt { get; init; }

    public long? EndedAt { get; init; }
}

public sealed record SubmitJob(WorkloadSpec Spec, string Target);
