using System.Text.Json;
using MLPlatform.Contracts.Errors;
using MLPlatform.Frames;
using MLPlatform.Frames.Json;
using MLPlatform.ModelServer.Serving;

namespace MLPlatform.ModelServer.Protocols;

/// <summary>Writes the answer of <c>infer</c>.</summary>
internal static class OpenInferenceResponse
{
    public static void Write(Utf8JsonWriter json, ServedModel model, Prediction prediction)
    {
        json.WriteStartObject();
        json.WriteString("model_name"u8, model.Name);
        json.WriteString("model_version"u8, model.Version);
        json.WriteString("id"u8, prediction.Id);
        if (prediction.Lookups.Count > 0)
        {
            json.WritePropertyName("parameters"u8);
            json.WriteStartObject();
            LookupReport.Write(json, model, prediction);
            json.WriteEndObject();
        }

        json.WriteStartArray("outputs"u8);
        if (prediction.Request.Outputs is { } wanted)
            foreach (var name in wanted)
                TensorJson.Write(json, Output(model, prediction.Outputs, name));
        else
            foreach (var output in prediction.Outputs.Columns)
                TensorJson.Write(json, output);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static Column Output(ServedModel model, Frame outputs, string name) =>
        outputs.Has(name) ? outputs[name] : throw new PlatformException(EndpointErrors.WrongShape, $"The model has no output `{(name.Length > 200 ? name[..200] : name)}`.", $"It gives {string.Join(", ", model.Manifest.Outputs.Select(output => output.Name))}.");
}
