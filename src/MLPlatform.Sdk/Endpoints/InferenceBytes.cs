using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Frames;
using MLPlatform.Frames.Json;

namespace MLPlatform.Sdk.Endpoints;

/// <summary>Requests and answers with binary tensors: a head of JSON, then the columns' bytes one after another.</summary>
internal static class InferenceBytes
{
    public const string HeadLength = "Inference-Header-Content-Length";

    /// <returns>The body, and how much of it is JSON.</returns>
    public static (byte[] Body, int Head) Request(Frame rows, string id)
    {
        var tensors = new ArrayBufferWriter<byte>((rows.RowCount * rows.Count * 8) + 64);
        var head = new ArrayBufferWriter<byte>(256 + (rows.Count * 128));
        using (var json = new Utf8JsonWriter(head))
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            json.WriteStartObject("parameters");
            json.WriteBoolean("binary_data_output", true);
            json.WriteEndObject();
            json.WriteStartArray("inputs");
            foreach (var column in rows)
            {
                if (column.Type == ColumnType.Timestamp)
                    throw new PlatformException(DataErrors.WrongType, $"Column `{column.Name}` is a time; endpoints take numbers, bools and text.", "Leave it out.");
                // Raw integers have no missing value; floats have NaN.
                WriteTensor(json, column.NullCount > 0 && column.Type is not ColumnType.Text ? new Column<double>(column.Name, column.ToDoubles()) : column, tensors);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return ([.. head.WrittenSpan, .. tensors.WrittenSpan], head.WrittenCount);
    }

    /// <returns>One column per output tensor.</returns>
    public static Frame Outputs(byte[] body, int head)
    {
        using var json = JsonDocument.Parse(body.AsMemory(0, head));
        var at = head;
        var columns = new List<Column>();
        foreach (var output in json.RootElement.GetProperty("outputs").EnumerateArray())
        {
            if (!output.TryGetProperty("parameters", out var parameters) || !parameters.TryGetProperty("binary_data_size", out var size))
                return InferenceJson.Outputs(json.RootElement);
            var bytes = body.AsSpan(at, size.GetInt32());
            at += bytes.Length;
            columns.Add(Column(output.GetProperty("name").GetString()!, output.GetProperty("datatype").GetString()!, bytes));
        }

        return new Frame(columns);
    }

    private static Column<double> Column(string name, string datatype, ReadOnlySpan<byte> bytes) => new(name, datatype switch
    {
        "FP64" => MemoryMarshal.Cast<byte, double>(bytes).ToArray(),
        "FP32" => Array.ConvertAll(MemoryMarshal.Cast<byte, float>(bytes).ToArray(), value => (double)value),
        "INT64" => Array.ConvertAll(MemoryMarshal.Cast<byte, long>(bytes).ToArray(), value => (double)value),
        "INT32" => Array.ConvertAll(MemoryMarshal.Cast<byte, int>(bytes).ToArray(), value => (double)value),
        "BOOL" => Array.ConvertAll(bytes.ToArray(), value => (double)value),
        _ => throw new PlatformException(EndpointErrors.BadRequest, $"The endpoint answered with a tensor of `{datatype}`.", "Read it with a client of the Open Inference Protocol."),
    });

    private static void WriteTensor(Utf8JsonWriter json, Column column, ArrayBufferWriter<byte> tensors)
    {
        var before = tensors.WrittenCount;
        switch (column)
        {
            case Column<double> doubles: tensors.Write(MemoryMarshal.AsBytes(doubles.Values)); break;
            case Column<float> floats: tensors.Write(MemoryMarshal.AsBytes(floats.Values)); break;
            case Column<long> longs: tensors.Write(MemoryMarshal.AsBytes(longs.Values)); break;
            case Column<int> ints: tensors.Write(MemoryMarshal.AsBytes(ints.Values)); break;
            case BoolColumn flags:
                for (var row = 0; row < flags.Length; row++)
                    tensors.Write([flags[row] ? (byte)1 : (byte)0]);
                break;
            case TextColumn texts:
                for (var row = 0; row < texts.Length; row++)
                {
                    BinaryPrimitives.WriteInt32LittleEndian(tensors.GetSpan(4), texts[row].Length);
                    tensors.Advance(4);
                    tensors.Write(texts[row]);
                }

                break;
        }

        json.WriteStartObject();
        json.WriteString("name", column.Name);
        json.WriteStartArray("shape");
        json.WriteNumberValue(column.Length);
        json.WriteEndArray();
        json.WriteString("datatype", TensorJson.TypeOf(column.Type));
        json.WriteStartObject("parameters");
        json.WriteNumber("binary_data_size", tensors.WrittenCount - before);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
