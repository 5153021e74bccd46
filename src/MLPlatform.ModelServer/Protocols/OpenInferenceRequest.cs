using System.Text.Json;
using MLPlatform.Contracts.Errors;
using MLPlatform.ModelServer.Binding;

namespace MLPlatform.ModelServer.Protocols;

/// <summary>Reads the body of the Open Inference Protocol's <c>infer</c>: one tensor per column, or one tensor of rows × inputs.</summary>
internal static class OpenInferenceRequest
{
    /// <param name="binary">What follows the JSON: tensors that say <c>binary_data_size</c>, one after another.</param>
    /// <exception cref="PlatformException">Anything that is wrong with the request.</exception>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static BoundRequest Read(ReadOnlySpan<byte> body, RequestSchema schema, ReadOnlySpan<byte> binary = default)
    {
        var reader = new Utf8JsonReader(body);
        string? id = null;
        var parameters = default(RequestParameters);
        (List<string> Names, Dictionary<string, bool>? Binary)? outputs = null;
        var columns = new RequestColumns(schema);
        var rows = -1L;

        reader.Read();
        JsonText.Require(ref reader, JsonTokenType.StartObject, "the request");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("inputs"u8))
            {
                if (rows >= 0)
                    throw JsonText.Bad("`inputs` is given twice.");
                reader.Read();
                JsonText.Require(ref reader, JsonTokenType.StartArray, "inputs");
                var guess = 0;
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    ReadTensor(ref reader, schema, columns, ref rows, ref guess, ref binary);
                continue;
            }

            var name = JsonText.Read(ref reader);
            reader.Read();
            switch (name)
            {
                case "id": id = reader.TokenType == JsonTokenType.Null ? null : JsonText.Read(ref reader); break;
                case "parameters": parameters = RequestParameters.Read(ref reader, "parameters"); break;
                case "outputs": outputs = ReadOutputs(ref reader); break;
                default: reader.Skip(); break;
            }
        }

        // The reader stops at the end of the object: this finds what follows it.
        reader.Read();
        if (rows < 0)
            throw JsonText.Bad("The request has no `inputs`.", "Send {\"inputs\": [{\"name\": …, \"shape\": [1], \"datatype\": \"FP64\", \"data\": […]}]}.");
        if (binary.Length > 0)
            throw JsonText.Bad($"{binary.Length} bytes follow the last binary tensor.", "Inference-Header-Content-Length is the length of the JSON; the sizes of the tensors fill the rest.");
        return new BoundRequest(columns.Build((int)rows), (int)rows)
        {
            Id = id,
            At = parameters.At,
            Explain = parameters.Explain,
            Within = parameters.Within,
            Outputs = outputs?.Names,
            Binary = new BinaryOutputs(parameters.BinaryOutput, outputs?.Binary),
        };
    }

    private static void ReadTensor(ref Utf8JsonReader reader, RequestSchema schema, RequestColumns columns, ref long rows, ref int guess, ref ReadOnlySpan<byte> binary)
    {
        JsonText.Require(ref reader, JsonTokenType.StartObject, "an entry of inputs");
        string? name = null, datatype = null;
        var slot = -1;
        List<long>? shape = null;
        Utf8JsonReader data = default;
        var hasData = false;
        var binarySize = -1;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("data"u8))
            {
                reader.Read();
                JsonText.Require(ref reader, JsonTokenType.StartArray, "data");
                // Its shape and type may come after it.
                data = reader;
                hasData = true;
                reader.Skip();
            }
            else if (reader.ValueTextEquals("name"u8))
            {
                reader.Read();
                if (reader.TokenType != JsonTokenType.String)
                    throw JsonText.Bad($"The name of an input must be a string, not {JsonText.Describe(ref reader)}.");
                slot = schema.Find(ref reader, guess, out name);
                name ??= schema.Slots[slot].Name;
            }
            else if (reader.ValueTextEquals("shape"u8))
            {
                reader.Read();
                shape = ReadShape(ref reader);
            }
            else if (reader.ValueTextEquals("datatype"u8))
            {
                reader.Read();
                datatype = JsonText.Read(ref reader);
            }
            else if (reader.ValueTextEquals("parameters"u8))
            {
                reader.Read();
                binarySize = ReadBinarySize(ref reader);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        if (name is null || datatype is null || shape is null || (!hasData && binarySize < 0))
            throw JsonText.Bad($"Input `{name ?? "?"}` lacks `{(name is null ? "name" : datatype is null ? "datatype" : shape is null ? "shape" : "data")}`.", "Each input has name, shape, datatype and data.");
        if (binarySize >= 0)
        {
            if (hasData || binarySize > binary.Length)
                throw JsonText.Bad(hasData ? $"Input `{name}` gives both `data` and `binary_data_size`." : $"Input `{name}` says {binarySize} binary bytes, {binary.Length} are left.");
            TensorBinding.Add(schema, columns, name, datatype, shape, binary[..binarySize], ref rows);
            binary = binary[binarySize..];
            return;
        }

        var tensorRows = rows = TensorBinding.Rows(name, shape, rows);
        if (slot < 0)
        {
            ReadWhole(ref data, schema, columns, name, shape, datatype);
            return;
        }

        TensorBinding.RequireColumn(columns, schema.Slots[slot], slot, shape, datatype);
        var builder = columns[slot];
        RequestColumns.Flatten(ref data, builder, tensorRows);
        if (builder.Count != tensorRows)
            throw new PlatformException(EndpointErrors.WrongShape, $"Input `{name}` holds {builder.Count} values, its shape says {tensorRows}.");
        guess = slot + 1;
    }

    private static int ReadBinarySize(ref Utf8JsonReader reader)
    {
        var size = -1;
        if (reader.TokenType == JsonTokenType.Null)
            return size;
        JsonText.Require(ref reader, JsonTokenType.StartObject, "parameters of an input");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isSize = reader.ValueTextEquals("binary_data_size"u8);
            reader.Read();
            if (!isSize)
                reader.Skip();
            else if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out size) || size < 0)
                throw JsonText.Bad($"`binary_data_size` must be a whole number from 0, not {JsonText.Describe(ref reader)}.");
        }

        return size;
    }

    private static void ReadWhole(ref Utf8JsonReader data, RequestSchema schema, RequestColumns columns, string name, List<long> shape, string datatype)
    {
        TensorBinding.RequireWhole(schema, columns, name, shape, datatype);
        var values = 0L;
        var total = shape[0] * shape[1];
        var depth = 0;
        do
        {
            switch (data.TokenType)
            {
                case JsonTokenType.StartArray: depth++; break;
                case JsonTokenType.EndArray: depth--; break;
                case JsonTokenType.StartObject: throw JsonText.Bad($"`{name}` holds an object.", "Give numbers.");
                default:
                    if (values == total)
                        throw new PlatformException(EndpointErrors.WrongShape, $"Input `{name}` holds more values than its shape says ({total}).");
                    columns[(int)(values++ % shape[1])].Append(ref data);
                    break;
            }
        }
        while (depth > 0 && data.Read());
        if (values != total)
            throw new PlatformException(EndpointErrors.WrongShape, $"Input `{name}` holds {values} values, its shape says {total}.");
    }

    private static List<long> ReadShape(ref Utf8JsonReader reader)
    {
        JsonText.Require(ref reader, JsonTokenType.StartArray, "shape");
        var shape = new List<long>(2);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out var length) || length < 0 || shape.Count == 8)
                throw JsonText.Bad($"A shape holds whole numbers from 0, not {JsonText.Describe(ref reader)}.");
            shape.Add(length);
        }

        return shape;
    }

    private static (List<string> Names, Dictionary<string, bool>? Binary) ReadOutputs(ref Utf8JsonReader reader)
    {
        JsonText.Require(ref reader, JsonTokenType.StartArray, "outputs");
        var names = new List<string>();
        Dictionary<string, bool>? binary = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            JsonText.Require(ref reader, JsonTokenType.StartObject, "an entry of outputs");
            string? name = null;
            bool? wanted = null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isName = reader.ValueTextEquals("name"u8);
                var isParameters = reader.ValueTextEquals("parameters"u8);
                reader.Read();
                if (isName)
                    name = JsonText.Read(ref reader);
                else if (isParameters)
                    wanted = RequestParameters.ReadFlag(ref reader, "binary_data");
                else
                    reader.Skip();
            }

            if (name is null)
                throw JsonText.Bad("An entry of `outputs` lacks `name`.");
            names.Add(name);
            if (wanted is { } flag)
                (binary ??= [])[name] = flag;
        }

        return (names, binary);
    }
}
