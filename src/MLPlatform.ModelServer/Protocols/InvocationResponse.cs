using System.Text.Json;
using MLPlatform.Frames.Json;
using MLPlatform.ModelServer.Serving;

namespace MLPlatform.ModelServer.Protocols;

/// <summary>Writes MLflow's <c>{"predictions": …}</c>: values of a single output as a list, several outputs as a list of objects.</summary>
internal static class InvocationResponse
{
    public static void Write(Utf8JsonWriter json, ServedModel model, Prediction prediction)
    {
        json.WriteStartObject();
        json.WritePropertyName("predictions"u8);
        if (prediction.Outputs.Count == 1)
        {
            ColumnJson.WriteValues(json, prediction.Outputs[0]);
        }
        else
        {
            json.WriteStartArray();
            for (var row = 0; row < prediction.Outputs.RowCount; row++)
            {
                json.WriteStartObject();
                foreach (var output in prediction.Outputs.Columns)
                {
                    json.WritePropertyName(output.Name);
                    ColumnJson.WriteValue(json, output, row);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        if (prediction.Lookups.Count > 0)
            LookupReport.Write(json, model, prediction);
        json.WriteEndObject();
    }
}
