using System.Text.Json.Serialization;
using MLPlatform.Features.Online;

namespace MLPlatform.FeatureServer.Store;

/// <summary><c>views.json</c> beside the store.</summary>
internal sealed record CatalogFile(int Schema, IReadOnlyList<OnlineView> Views);

/// <summary><c>acknowledged.json</c>: the checkpoint that holds every write acknowledged so far.</summary>
internal sealed record AcknowledgedFile(int Schema, Guid Checkpoint);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CatalogFile))]
[JsonSerializable(typeof(AcknowledgedFile))]
internal sealed partial class CatalogJson : JsonSerializerContext;
