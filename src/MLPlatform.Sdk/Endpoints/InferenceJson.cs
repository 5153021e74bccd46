using System.Buffers;
using System.Globalization;
using System.Text.Json;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Frames;

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
                Write(json, column);
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

    private static void Write(Utf8JsonWriter json, Column column)
    {
        json.WriteStartObject();
        json.WriteString("name", column.Name);
        json.WriteStartArray("shape");
        json.WriteNumberValue(column.Length);
        json.WriteEndArray();
        json.WriteString("datatype", column.Type switch
        {
            ColumnType.Bool => "BOOL",
            ColumnType.Int32 => "INT32",
            ColumnType.Int64 => "INT64",
            ColumnType.Float32 => "FP32",
            ColumnType.Float64 => "FP64",
            ColumnType.Text => "BYTES",
            _ => throw new PlatformException(DataErrors.WrongType, $"Column `{column.Name}` is a {column.Type}; endpoints take numbers, bools and text.", "Leave it out."),
        });
        json.WriteStartArray("data");
        for (var i = 0; i < column.Length; i++)
            WriteValue(json, column, i);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, Column column, int row)
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
            case BoolColumn bools: json.WriteBooleanValue(bools[row]); break;
            case TextColumn text: json.WriteStringValue(text[row]); break;
            default: json.WriteNullValue(); break;
        }
    }
}
