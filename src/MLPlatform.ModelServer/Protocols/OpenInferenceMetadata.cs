using System.Text.Json;
using MLPlatform.ModelServer.Versions;

namespace MLPlatform.ModelServer.Protocols;

/// <summary>Who serves and what the model takes, in the protocol's shapes.</summary>
internal static class OpenInferenceMetadata
{
    public const string ServerName = "mlplatform";

    public static readonly IReadOnlyList<string> Extensions = ["binary_tensor_data", "model_repository", "schedule_policy"];

    public static string ServerVersion { get; } = typeof(OpenInferenceMetadata).Assembly.GetName().Version!.ToString(3);

    public static void WriteServer(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, ServerName);
        json.WriteString("version"u8, ServerVersion);
        json.WriteStartArray("extensions"u8);
        foreach (var extension in Extensions)
            json.WriteStringValue(extension);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Beside the inputs, the join keys that can be given instead of a view's features.</summary>
    /// <param name="version">The version asked for; null for the one that serves, with all that are loaded.</param>
    public static void WriteModel(Utf8JsonWriter json, Traffic traffic, string? version)
    {
        var model = version is null ? traffic.Serving : traffic.Named(version);
        json.WriteStartObject();
        json.WriteString("name"u8, model.Name);
        json.WriteStartArray("versions"u8);
        json.WriteStringValue(model.Version);
        if (version is null && traffic.Candidate is { } trial)
            json.WriteStringValue(trial.Model.Version);
        json.WriteEndArray();
        json.WriteString("platform"u8, string.Join('+', model.Manifest.Flavors.Keys));
        json.WriteStartArray("inputs"u8);
        foreach (var input in model.Manifest.Inputs)
            WriteTensor(json, input.Name, OpenInferenceTypes.Of(input.Type));
        json.WriteEndArray();
        json.WriteStartArray("outputs"u8);
        foreach (var output in model.Manifest.Outputs)
            WriteTensor(json, output.Name, OpenInferenceTypes.Of(output.Type));
        json.WriteEndArray();
        if (model.Manifest.Features.Count > 0)
        {
            json.WriteStartArray("features"u8);
            foreach (var view in model.Manifest.Features)
            {
                json.WriteStartObject();
                json.WriteString("view"u8, view.View);
                json.WriteNumber("version"u8, view.Version);
                json.WriteStartArray("keys"u8);
                foreach (var key in view.KeyColumns)
                    json.WriteStringValue(key);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteTensor(Utf8JsonWriter json, string name, string datatype)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, name);
        json.WriteString("datatype"u8, datatype);
        json.WriteStartArray("shape"u8);
        json.WriteNumberValue(-1);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
