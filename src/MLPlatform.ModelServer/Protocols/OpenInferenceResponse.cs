using System.Text.Json;
using MLPlatform.Contracts.Errors;
using MLPlatform.Frames;
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
                WriteOutput(json, Output(model, prediction.Outputs, name));
        else
            foreach (var output in prediction.Outputs.Columns)
                WriteOutput(json, output);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>One column as a JSON array; nulls and what JSON has no number for as null.</summary>
    public static void WriteValues(Utf8JsonWriter json, Column column)
    {
        json.WriteStartArray();
        for (var row = 0; row < column.Length; row++)
            WriteValue(json, column, row);
        json.WriteEndArray();
    }

    public static void WriteValue(Utf8JsonWriter json, Column column, int row)
    {
        if (column.IsNull(row))
        {
            json.WriteNullValue();
            return;
        }

        switch (column)
        {
            case Column<double> doubles when double.IsFinite(doubles.Values[row]): json.WriteNumberValue(doubles.Values[row]); break;
            case Column<float> floats when float.IsFinite(floats.Values[row]): json.WriteNumberValue(floats.Values[row]); break;
            case Column<long> longs: json.WriteNumberValue(longs.Values[row]); break;
            case Column<int> ints: json.WriteNumberValue(ints.Values[row]); break;
            case BoolColumn flags: json.WriteBooleanValue(flags[row]); break;
            case TextColumn texts: json.WriteStringValue(texts[row]); break;
            default: json.WriteNullValue(); break;
        }
    }

    private static void WriteOutput(Utf8JsonWriter json, Column output)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, output.Name);
        json.WriteStartArray("shape"u8);
        json.WriteNumberValue(output.Length);
        json.WriteEndArray();
        json.WriteString("datatype"u8, OpenInferenceTypes.Of(output.Type));
        json.WritePropertyName("data"u8);
        WriteValues(json, output);
        json.WriteEndObject();
    }

    private static Column Output(ServedModel model, Frame outputs, string name) =>
        outputs.Has(name) ? outputs[name] : throw new PlatformException(EndpointErrors.WrongShape, $"The model has no output `{(name.Length > 200 ? name[..200] : name)}`.", $"It gives {string.Join(", ", model.Manifest.Outputs.Select(output => output.Name))}.");
}
