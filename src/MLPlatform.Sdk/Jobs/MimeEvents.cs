using System.Text.Json;
using MLPlatform.Plots.Output;

namespace MLPlatform.Sdk.Jobs;

/// <summary>A bundle as a job's journal holds it: JSON types as JSON, everything else as text.</summary>
public static class MimeEvents
{
    public static IReadOnlyDictionary<string, JsonElement> ToEvent(MimeBundle bundle) => bundle.Data.ToDictionary(
        pair => pair.Key,
        pair => IsJson(pair.Key) ? JsonElement.Parse(pair.Value) : JsonSerializer.SerializeToElement(pair.Value, StringJson.Default.String));

    public static MimeBundle FromEvent(IReadOnlyDictionary<string, JsonElement> mime) => new(mime.ToDictionary(
        pair => pair.Key,
        pair => pair.Value.ValueKind == JsonValueKind.String && !IsJson(pair.Key) ? pair.Value.GetString()! : pair.Value.GetRawText()));

    private static bool IsJson(string type) => type == "application/json" || type.EndsWith("+json", StringComparison.Ordinal);
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
internal sealed partial class StringJson : System.Text.Json.Serialization.JsonSerializerContext;
