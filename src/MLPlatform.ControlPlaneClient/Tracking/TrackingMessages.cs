using System.Text.Json.Serialization;
using MLPlatform.Contracts.Tracking;

namespace MLPlatform.ControlPlaneClient.Tracking;

// Bodies of MLflow's REST 2.0, one record each; the field names become snake_case.

internal sealed record CreateExperiment(string Name, IReadOnlyList<Tag>? Tags = null);

internal sealed record SetExperimentTag(string ExperimentId, string Key, string Value);

internal sealed record SearchExperiments(int MaxResults, string? Filter, string? PageToken, string ViewType = "ACTIVE_ONLY");

internal sealed record CreateRun(string ExperimentId, string? UserId, string? RunName, long StartTime, IReadOnlyList<Tag>? Tags);

internal sealed record UpdateRun(string RunId, string? Status, long? EndTime, string? RunName);

internal sealed record SearchRuns(IReadOnlyList<string> ExperimentIds, string? Filter, int MaxResults, IReadOnlyList<string>? OrderBy, string? PageToken, string RunViewType = "ACTIVE_ONLY");

internal sealed record LogBatch(string RunId, IReadOnlyList<Metric>? Metrics, IReadOnlyList<Param>? Params, IReadOnlyList<Tag>? Tags);

internal sealed record LogInputs(string RunId, IReadOnlyList<DatasetInput> Datasets);

internal sealed record SetRunTag(string RunId, string Key, string Value);

internal sealed record CreateRegisteredModel(string Name, string? Description, IReadOnlyList<Tag>? Tags);

internal sealed record SetModelTag(string Name, string Key, string Value);

internal sealed record CreateModelVersion(string Name, string Source, string? RunId, string? Description, IReadOnlyList<Tag>? Tags);

internal sealed record SetVersionTag(string Name, string Version, string Key, string Value);

internal sealed record SetAlias(string Name, string Alias, string? Version);

internal sealed record RunReference(string RunId);

/// <summary>Every answer this client reads, as one record: MLflow wraps each result in a field named after it.</summary>
internal sealed record TrackingAnswer
{
    public string? ExperimentId { get; init; }

    public Experiment? Experiment { get; init; }

    public IReadOnlyList<Experiment>? Experiments { get; init; }

    public Run? Run { get; init; }

    public RunInfo? RunInfo { get; init; }

    public IReadOnlyList<Run>? Runs { get; init; }

    public IReadOnlyList<Metric>? Metrics { get; init; }

    public IReadOnlyList<ArtifactFile>? Files { get; init; }

    public RegisteredModel? RegisteredModel { get; init; }

    public IReadOnlyList<RegisteredModel>? RegisteredModels { get; init; }

    public ModelVersion? ModelVersion { get; init; }

    public IReadOnlyList<ModelVersion>? ModelVersions { get; init; }

    public string? ArtifactUri { get; init; }

    public string? NextPageToken { get; init; }

    public string? ErrorCode { get; init; }

    public string? Message { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals | JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(CreateExperiment))]
[JsonSerializable(typeof(SetExperimentTag))]
[JsonSerializable(typeof(SearchExperiments))]
[JsonSerializable(typeof(CreateRun))]
[JsonSerializable(typeof(UpdateRun))]
[JsonSerializable(typeof(SearchRuns))]
[JsonSerializable(typeof(LogBatch))]
[JsonSerializable(typeof(LogInputs))]
[JsonSerializable(typeof(SetRunTag))]
[JsonSerializable(typeof(CreateRegisteredModel))]
[JsonSerializable(typeof(SetModelTag))]
[JsonSerializable(typeof(CreateModelVersion))]
[JsonSerializable(typeof(SetVersionTag))]
[JsonSerializable(typeof(SetAlias))]
[JsonSerializable(typeof(RunReference))]
[JsonSerializable(typeof(TrackingAnswer))]
internal sealed partial class TrackingMessagesJson : JsonSerializerContext;
