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

    /// <summary>Stopped because it had cost its budget.</summary>
    OverBudget,
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

    /// <summary>What an hour costs where it runs, as known when it was admitted; null where no price is known.</summary>
    public decimal? UsdPerHour { get; init; }

    /// <summary>Date of the price, <c>yyyy-MM-dd</c>.</summary>
    public string? PricedOn { get; init; }

    /// <summary>What it ran on, for people.</summary>
    public string? Where { get; init; }

    /// <summary>Attempts that have ended, oldest first.</summary>
    public IReadOnlyList<JobAttempt> Attempts { get => field ?? []; init; }
}

/// <param name="CostUsd">Duration × price; null where no price is known.</param>
public sealed record JobAttempt(int Number, long StartedAt, long EndedAt, JobState State, decimal? CostUsd, string? Message);

/// <summary>What a job would run on and at most cost; nothing is started to find out.</summary>
/// <param name="AtMostUsd">Price × timeout × attempts, or the budget where that is less; null when neither bounds it or no price is known.</param>
/// <param name="InputBytes">What has to be carried there.</param>
public sealed record JobEstimate(string Target, string Where, decimal? UsdPerHour, string? PricedOn, decimal? AtMostUsd, long InputBytes);

/// <summary>A file an attempt left in its folder.</summary>
public sealed record JobFile(string Path, long Bytes);

public sealed record SubmitJob(WorkloadSpec Spec, string Target);
