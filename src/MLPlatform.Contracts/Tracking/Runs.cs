namespace MLPlatform.Contracts.Tracking;

// MLflow's records, with MLflow's names: the JSON context spells them in snake_case. Times are milliseconds since 1970 UTC.

public sealed record Metric(string Key, double Value, long Timestamp, long Step = 0);

public sealed record Param(string Key, string Value);

public sealed record Tag(string Key, string Value);

public sealed record Experiment
{
    public required string ExperimentId { get; init; }

    public required string Name { get; init; }

    public string? ArtifactLocation { get; init; }

    public string? LifecycleStage { get; init; }

    public long? LastUpdateTime { get; init; }

    public long? CreationTime { get; init; }

    public IReadOnlyList<Tag>? Tags { get; init; }
}

public sealed record RunInfo
{
    public required string RunId { get; init; }

    public string? RunUuid { get; init; }

    public string? RunName { get; init; }

    public required string ExperimentId { get; init; }

    public string? UserId { get; init; }

    /// <summary>RUNNING, SCHEDULED, FINISHED, FAILED or KILLED.</summary>
    public required string Status { get; init; }

    public long? StartTime { get; init; }

    public long? EndTime { get; init; }

    public string? ArtifactUri { get; init; }

    public string? LifecycleStage { get; init; }
}

public sealed record RunData
{
    public IReadOnlyList<Metric>? Metrics { get; init; }

    public IReadOnlyList<Param>? Params { get; init; }

    public IReadOnlyList<Tag>? Tags { get; init; }
}

public sealed record Dataset
{
    public required string Name { get; init; }

    public required string Digest { get; init; }

    public required string SourceType { get; init; }

    public required string Source { get; init; }

    public string? Schema { get; init; }

    public string? Profile { get; init; }
}

public sealed record DatasetInput(Dataset Dataset, IReadOnlyList<Tag>? Tags = null);

/// <summary>A logged model that a run read or made.</summary>
/// <param name="Step">The step of training the model was made at; null of one that was read.</param>
public sealed record RunModel(string ModelId, long? Step = null);

public sealed record RunInputs(IReadOnlyList<DatasetInput>? DatasetInputs = null, IReadOnlyList<RunModel>? ModelInputs = null);

public sealed record RunOutputs(IReadOnlyList<RunModel>? ModelOutputs = null);

public sealed record Run
{
    public required RunInfo Info { get; init; }

    public RunData? Data { get; init; }

    public RunInputs? Inputs { get; init; }

    public RunOutputs? Outputs { get; init; }
}

public sealed record ArtifactFile(string Path, bool IsDir, long? FileSize = null);
