using System.Text.Json.Serialization;

namespace MLPlatform.Features.Online;

/// <summary>How the online store writes what it knows of its views.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OnlineView))]
[JsonSerializable(typeof(IReadOnlyList<OnlineView>))]
public sealed partial class OnlineJson : JsonSerializerContext;
