using MLPlatform.Contracts.Tracking;

namespace MLPlatform.ControlPlane.Tracking.LoggedModels;

/// <summary>A model as MLflow 3 logs it: an entity of an experiment with parameters, metrics, tags and artifacts of its own, registered or not.</summary>
internal sealed record LoggedModel(LoggedModelInfo Info, LoggedModelData Data);

internal sealed record LoggedModelInfo
{
    public required string ModelId { get; init; }

    public required string ExperimentId { get; init; }

    public required string Name { get; init; }

    /// <summary>Milliseconds since 1970 UTC.</summary>
    public required long CreationTimestampMs { get; init; }

    public required long LastUpdatedTimestampMs { get; init; }

    public required string ArtifactUri { get; init; }

    /// <summary>LOGGED_MODEL_PENDING, LOGGED_MODEL_READY or LOGGED_MODEL_UPLOAD_FAILED.</summary>
    public required string Status { get; init; }

    public string? ModelType { get; init; }

    public string? SourceRunId { get; init; }

    public IReadOnlyList<Tag>? Tags { get; init; }

    public IReadOnlyList<ModelRegistration>? Registrations { get; init; }
}

internal sealed record ModelRegistration(string Name, string Version);

internal sealed record LoggedModelData(IReadOnlyList<Param>? Params, IReadOnlyList<ModelMetric>? Metrics);

/// <summary>A metric of a model, with the run that measured it and the data it was measured on.</summary>
internal sealed record ModelMetric(string Key, double Value, long Timestamp, long Step, string ModelId, string? DatasetName, string? DatasetDigest, string? RunId);

internal sealed record LoggedModelAnswer(LoggedModel Model);

internal sealed record LoggedModelPage(IReadOnlyList<LoggedModel>? Models, string? NextPageToken);
