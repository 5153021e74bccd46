using MLPlatform.Contracts.Jobs;
using MLPlatform.Contracts.Tracking;
using MLPlatform.Frames;

namespace MLPlatform.Sdk.Jobs;

/// <summary>A cell to run as a training job.</summary>
public sealed record TrainingRequest
{
    /// <summary>Experiment the run belongs to, and name of the job.</summary>
    public required string Name { get; init; }

    /// <summary>C# that compiles by itself, given <see cref="Inputs"/>, <c>run</c> and <c>ml</c>; what it returns is logged as the run's model.</summary>
    public required string Source { get; init; }

    public IReadOnlyList<string> Usings { get; init; } = [];

    /// <summary>Variable → frame.</summary>
    public required IReadOnlyDictionary<string, Frame> Inputs { get; init; }

    /// <summary>Literals the cell reads by name, beside its inputs; logged to the run as <c>set.NAME</c>.</summary>
    public IReadOnlyList<TrainingParameter> Parameters { get; init; } = [];

    /// <summary>Tags of the run beside those every run of a job has.</summary>
    public IReadOnlyList<Tag> Tags { get; init; } = [];

    public string Target { get; init; } = "local";

    public TimeSpan? Timeout { get; init; }

    public Resources Resources { get; init; } = new();

    /// <summary>Further attempts when one fails; each starts with the checkpoint the one before left.</summary>
    public int Retries { get; init; }

    /// <summary>The job is stopped when its attempts together have cost this much.</summary>
    public decimal? BudgetUsd { get; init; }

    /// <summary>Files or folders the cell leaves in its working folder; they become artifacts of the run, under <c>outputs</c>.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];

    /// <summary>A checkpoint to start from: a folder of this machine, such as one fetched from an earlier job.</summary>
    public string? CheckpointFolder { get; init; }
}
