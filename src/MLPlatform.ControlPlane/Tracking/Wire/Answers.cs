using System.Text.Json.Serialization;
using MLPlatform.Contracts.Tracking;
using MLPlatform.ControlPlane.Tracking.LoggedModels;
using MLPlatform.ControlPlane.Tracking.Traces;

namespace MLPlatform.ControlPlane.Tracking.Wire;

// The bodies of MLflow's answers. A null member is left out, as protobuf leaves out what is unset or an empty list.

internal sealed record Nothing
{
    public static Nothing Answer { get; } = new();
}

internal sealed record MlflowError(string ErrorCode, string Message);

internal sealed record ExperimentCreated(string ExperimentId);

internal sealed record ExperimentAnswer(Experiment Experiment);

internal sealed record ExperimentPage(IReadOnlyList<Experiment>? Experiments, string? NextPageToken);

internal sealed record RunAnswer(Run Run);

internal sealed record RunInfoAnswer(RunInfo RunInfo);

internal sealed record RunPage(IReadOnlyList<Run>? Runs, string? NextPageToken);

internal sealed record MetricPoint(string Key, double Value, long Timestamp, long Step, string? RunId);

internal sealed record MetricPoints(IReadOnlyList<MetricPoint>? Metrics);

internal sealed record DatasetSummary(string ExperimentId, string Name, string Digest, string? Context);

internal sealed record DatasetSummaries(IReadOnlyList<DatasetSummary>? Summaries)
{
    [JsonPropertyName("dataset_summaries")]
    public IReadOnlyList<DatasetSummary>? Summaries { get; init; } = Summaries;
}

internal sealed record ArtifactList(string? RootUri, IReadOnlyList<ArtifactFile>? Files);

internal sealed record RegisteredModelAnswer(RegisteredModel RegisteredModel);

internal sealed record RegisteredModelPage(IReadOnlyList<RegisteredModel>? RegisteredModels, string? NextPageToken);

internal sealed record ModelVersionAnswer(ModelVersion ModelVersion);

internal sealed record ModelVersionPage(IReadOnlyList<ModelVersion>? ModelVersions, string? NextPageToken);

internal sealed record DownloadUri(string ArtifactUri);

internal sealed record PresignedUrl(
    [property: JsonPropertyName("presigned_url")] string Url, IReadOnlyDictionary<string, string> Headers);

internal sealed record GatewayEndpoints(IReadOnlyList<string> Endpoints);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(List<string>))]
[JsonSerializable(typeof(Nothing))]
[JsonSerializable(typeof(MlflowError))]
[JsonSerializable(typeof(ExperimentCreated))]
[JsonSerializable(typeof(ExperimentAnswer))]
[JsonSerializable(typeof(ExperimentPage))]
[JsonSerializable(typeof(RunAnswer))]
[JsonSerializable(typeof(RunInputs))]
[JsonSerializable(typeof(RunOutputs))]
[JsonSerializable(typeof(RunInfoAnswer))]
[JsonSerializable(typeof(RunPage))]
[JsonSerializable(typeof(MetricPoints))]
[JsonSerializable(typeof(DatasetSummaries))]
[JsonSerializable(typeof(ArtifactList))]
[JsonSerializable(typeof(RegisteredModelAnswer))]
[JsonSerializable(typeof(RegisteredModelPage))]
[JsonSerializable(typeof(ModelVersionAnswer))]
[JsonSerializable(typeof(ModelVersionPage))]
[JsonSerializable(typeof(DownloadUri))]
[JsonSerializable(typeof(GatewayEndpoints))]
[JsonSerializable(typeof(PresignedUrl))]
[JsonSerializable(typeof(System.Text.Json.Nodes.JsonNode))]
[JsonSerializable(typeof(System.Text.Json.Nodes.JsonObject))]
[JsonSerializable(typeof(LoggedModelAnswer))]
[JsonSerializable(typeof(LoggedModelPage))]
[JsonSerializable(typeof(TraceAnswer))]
[JsonSerializable(typeof(TracePage))]
[JsonSerializable(typeof(TracesDeleted))]
internal sealed partial class MlflowWire : JsonSerializerContext;
