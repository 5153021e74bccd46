using System.Buffers;
using System.Globalization;
using System.Text.Json;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Frames;
using MLPlatform.Frames.Json;

namespace MLPlatform.Sdk.Endpoints;

/// <summary>Requests and answers of the Open Inference Protocol, frames as one tensor per column.</summary>
internal static class InferenceJson
{
    private static readonly JsonWriterOptions Options = new() { SkipValidation = true };

    /// <param name="at">The time of the question; null for the server's now.</param>
    /// <param name="explain">True asks for the features used.</param>
    public static byte[] Request(Frame rows, string id, DateTimeOffset? at, bool explain)
    {
        var buffer = new ArrayBufferWriter<byte>(rows.RowCount * rows.Count * 12 + 1_024);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            json.WriteStartObject("parameters");
            if (at is { } time)
                json.WriteString("at", time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture));
            if (explain)
                json.WriteBoolean("explain", true);
            json.WriteEndObject();
            json.WriteStartArray("inputs");
            foreach (var column in rows)
            {
                if (column.Type == ColumnType.Timestamp)
                    throw new PlatformException(DataErrors.WrongType, $"Column `{column.Name}` is a time; endpoints take numbers, bools and text.", "Leave it out.");
                TensorJson.Write(json, column);
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <returns>One column per output tensor.</returns>
    public static Frame Outputs(JsonElement answer) => new(answer.GetProperty("outputs").EnumerateArray().Select(output =>
    {
        var name = output.GetProperty("name").GetString()!;
        var data = output.GetProperty("data").EnumerateArray().Select(value => value.ValueKind == JsonValueKind.Number ? value.GetDouble() : double.NaN).ToArray();
        return (Column)new Column<double>(name, data);
    }));
}
