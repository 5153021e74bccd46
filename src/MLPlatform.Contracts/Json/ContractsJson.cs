using System.Text.Json.Serialization;
using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Features;
using MLPlatform.Contracts.Jobs;
using MLPlatform.Contracts.Platform;

namespace MLPlatform.Contracts.Json;

/// <summary>How the platform's own records are written: camelCase, enums as names, nulls left out, unknown fields ignored when read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ApiError))]
[JsonSerializable(typeof(PlatformStatus))]
[JsonSerializable(typeof(ControlPlaneAddress))]
[JsonSerializable(typeof(IReadOnlyList<AuditEntry>))]
[JsonSerializable(typeof(FeatureDefinitions))]
[JsonSerializable(typeof(ApplyResult))]
[JsonSerializable(typeof(IReadOnlyList<FeatureView>))]
[JsonSerializable(typeof(IReadOnlyList<Entity>))]
[JsonSerializable(typeof(IReadOnlyList<DataSource>))]
[JsonSerializable(typeof(IReadOnlyList<FeatureService>))]
[JsonSerializable(typeof(IReadOnlyList<ViewUse>))]
[JsonSerializable(typeof(IReadOnlyList<FeatureColumn>))]
[JsonSerializable(typeof(PullReceipt))]
[JsonSerializable(typeof(IReadOnlyList<PullReceipt>))]
[JsonSerializable(typeof(FeatureServerAddress))]
[JsonSerializable(typeof(SubmitJob))]
[JsonSerializable(typeof(IReadOnlyList<JobRecord>))]
[JsonSerializable(typeof(JobEvent))]
[JsonSerializable(typeof(JobEstimate))]
[JsonSerializable(typeof(IReadOnlyList<JobFile>))]
[JsonSerializable(typeof(DeployEndpoint))]
[JsonSerializable(typeof(IReadOnlyList<EndpointRecord>))]
[JsonSerializable(typeof(ModelServerSpec))]
[JsonSerializable(typeof(CanaryRequest))]
[JsonSerializable(typeof(TrafficReport))]
[JsonSerializable(typeof(ModelManifest))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
public sealed partial class ContractsJson : JsonSerializerContext;

/// <summary>How MLflow's records are written: snake_case, nulls left out, NaN and the infinities as strings.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals | JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(Tracking.Run))]
[JsonSerializable(typeof(IReadOnlyList<Tracking.Run>))]
[JsonSerializable(typeof(IReadOnlyList<Tracking.Experiment>))]
[JsonSerializable(typeof(IReadOnlyList<Tracking.Metric>))]
[JsonSerializable(typeof(IReadOnlyList<Tracking.RegisteredModel>))]
[JsonSerializable(typeof(IReadOnlyList<Tracking.ModelVersion>))]
[JsonSerializable(typeof(IReadOnlyList<Tracking.ArtifactFile>))]
[JsonSerializable(typeof(IReadOnlyList<Tracking.DatasetInput>))]
public sealed partial class TrackingJson : JsonSerializerContext;
