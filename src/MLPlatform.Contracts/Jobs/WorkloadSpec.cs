using System.Text.Json.Serialization;

namespace MLPlatform.Contracts.Jobs;

[JsonConverter(typeof(JsonStringEnumConverter<WorkloadKind>))]
public enum WorkloadKind
{
    Job,
    Service,
}

/// <param name="CpuCores">0 for no limit.</param>
/// <param name="MemoryBytes">0 for no limit.</param>
public sealed record Resources(double CpuCores = 0, long MemoryBytes = 0, int Gpus = 0, string? GpuType = null);

/// <summary>A file the workload finds in its folder before it starts.</summary>
/// <param name="Path">Relative path inside the workload's folder.</param>
/// <param name="Sha256">64 lower-case hex digits of the content, which is in the blob store.</param>
public sealed record WorkloadInput(string Path, string Sha256, long Bytes);

/// <summary>What runs, opaque to the target that runs it.</summary>
public sealed record WorkloadSpec
{
    public int Schema { get; init; } = 1;

    public required string Name { get; init; }

    public required WorkloadKind Kind { get; init; }

    /// <summary>Program and arguments; <c>{mlplatform}</c> as program stands for the installed executable, <c>{folder}</c> in an argument for the attempt's folder.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    public IReadOnlyList<WorkloadInput> Inputs { get; init; } = [];

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Environment variable → <c>secret://name</c>.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; init; } = new Dictionary<string, string>();

    public Resources Resources { get; init; } = new();

    public TimeSpan? Timeout { get; init; }

    /// <summary>How many further attempts there are when one fails.</summary>
    public int Retries { get; init; }

    /// <summary>Files or folders the workload leaves in its folder, as relative paths; a job that succeeds left every one of them.</summary>
    public IReadOnlyList<string> Outputs { get => field ?? []; init; }

    /// <summary>The job is stopped when all its attempts together have cost this much.</summary>
    public decimal? BudgetUsd { get; init; }

    /// <summary>The tracking run the workload writes, ended by the control plane when the workload cannot.</summary>
    public string? RunId { get; init; }
}
