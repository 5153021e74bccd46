using System.Buffers;
using System.Text.Json;
using MLPlatform.Contracts.Errors;
using MLPlatform.Frames;
using MLPlatform.Frames.Json;
using MLPlatform.ModelServer.Serving;

namespace MLPlatform.ModelServer.Protocols;

/// <summary>Writes the answer of <c>infer</c>.</summary>
internal static class OpenInferenceResponse
{
    /// <param name="binary">Takes the tensors that the request wants as bytes.</param>
    public static void Write(Utf8JsonWriter json, ServedModel model, Prediction prediction, IBufferWriter<byte> binary)
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
        foreach (var output in Outputs(model, prediction))
            if (prediction.Request.Binary.Wants(output.Name))
                WriteBinary(json, output, binary);
            else
                TensorJson.Write(json, output);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The outputs that the request asks for, in its order; all when it names none.</summary>
    /// <exception cref="PlatformException">The model has no such output.</exception>
    public static IEnumerable<Column> Outputs(ServedModel model, Prediction prediction) =>
        prediction.Request.Outputs is { } wanted ? wanted.Select(name => Output(model, prediction.Outputs, name)) : prediction.Outputs.Columns;

    private static void WriteBinary(Utf8JsonWriter json, Column output, IBufferWriter<byte> binary)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, output.Name);
        json.WriteStartArray("shape"u8);
        json.WriteNumberValue(output.Length);
        json.WriteEndArray();
        json.WriteString("datatype"u8, TensorJson.TypeOf(output.Type));
        json.WriteStartObject("parameters"u8);
        json.WriteNumber("binary_data_size"u8, TensorBytes.Write(output, binary));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static Column Output(ServedModel model, Frame outputs, string name) =>
        outputs.Has(name) ? outputs[name] : throw new PlatformException(EndpointErrors.WrongShape, $"The model has no output `{(name.Length > 200 ? name[..200] : name)}`.", $"It gives {string.Join(", ", model.Manifest.Outputs.Select(output => output.Name))}.");
}
