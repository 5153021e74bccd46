using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using MLPlatform.Contracts.Identity;
using MLPlatform.Targets;

namespace MLPlatform.ControlPlane.Store;

/// <summary>Records that only the store holds; those of the API are written as the API writes them.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Principal))]
[JsonSerializable(typeof(Placement))]
internal sealed partial class StoredJson : JsonSerializerContext
{
    public static string Write<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.Serialize(value, type);

    public static T Read<T>(string text, JsonTypeInfo<T> type) => JsonSerializer.Deserialize(text, type) ?? throw new InvalidDataException($"a stored {typeof(T).Name} is null");
}
