using System.Text.Json;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.ModelServer.Binding;

namespace MLPlatform.ModelServer.Protocols;

/// <summary>Reads the body of the Open Inference Protocol's <c>infer</c>: one tensor per column, or one tensor of rows × inputs.</summary>
internal static class OpenInferenceRequest
{
    /// <exception cref="PlatformException">Anything that is wrong with the request.</exception>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static BoundRequest Read(ReadOnlySpan<byte> body, RequestSchema schema)
    {
        var reader = new Utf8JsonReader(body);
        string? id = null;
        var parameters = default(RequestParameters);
        List<string>? outputs = null;
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
                    ReadTensor(ref reader, schema, columns, ref rows, ref guess);
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
        return new BoundRequest(columns.Build((int)rows), (int)rows) { Id = id, At = parameters.At, Explain = parameters.Explain, Outputs = outputs };
    }

    private static void ReadTensor(ref Utf8JsonReader reader, RequestSchema schema, RequestColumns columns, ref long rows, ref int guess)
    {
        JsonText.Require(ref reader, JsonTokenType.StartObject, "an entry of inputs");
        string? name = null, datatype = null;
        var slot = -1;
        List<long>? shape = null;
        Utf8JsonReader data = default;
        var hasData = false;
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
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        if (name is null || datatype is null || shape is null || !hasData)
            throw JsonText.Bad($"Input `{name ?? "?"}` lacks `{(name is null ? "name" : datatype is null ? "datatype" : shape is null ? "shape" : "data")}`.", "Each input has name, shape, datatype and data.");
        var tensorRows = shape.Count == 0 ? 1 : shape[0];
        if (rows >= 0 && tensorRows != rows)
            throw new PlatformException(EndpointErrors.WrongShape, $"Input `{name}` has {tensorRows} rows, those before it have {rows}.");
        rows = tensorRows;
        if (slot < 0)
        {
            ReadWhole(ref data, schema, columns, name, shape, datatype);
            return;
        }

        if (shape.Count > 2 || (shape.Count == 2 && shape[1] != 1))
            throw new PlatformException(EndpointErrors.WrongShape, $"Input `{name}` has the shape [{string.Join(", ", shape)}].", "It is one value per row: [rows] or [rows, 1].");
        if (columns.Has(slot))
            throw JsonText.Bad($"Input `{name}` is given twice.");
        RequireType(schema.Slots[slot], datatype);
        var builder = columns[slot];
        RequestColumns.Flatten(ref data, builder, tensorRows);
        if (builder.Count != tensorRows)
            throw new PlatformException(EndpointErrors.WrongShape, $"Input `{name}` holds {builder.Count} values, its shape says {tensorRows}.");
        guess = slot + 1;
    }

    // Clients that know no column names send one tensor, whatever they call it.
    private static void ReadWhole(ref Utf8JsonReader data, RequestSchema schema, RequestColumns columns, string name, List<long> shape, string datatype)
    {
        if (shape.Count != 2 || shape[1] != schema.InputCount || columns.Has(0))
            throw schema.Unknown(name);
        for (var slot = 0; slot < schema.InputCount; slot++)
            RequireType(schema.Slots[slot], datatype);
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

    private static void RequireType(Slot slot, string datatype)
    {
        var fits = (slot.Type, datatype) switch
        {
            (ColumnType.Float32 or ColumnType.Float64, "FP64" or "FP32" or "FP16") => true,
            (ColumnType.Bool, "BOOL") => true,
            (null, "BYTES") => true,
            (not ColumnType.Bool, "INT64" or "INT32" or "INT16" or "INT8" or "UINT64" or "UINT32" or "UINT16" or "UINT8") => true,
            _ => false,
        };
        if (!fits)
            throw new PlatformException(EndpointErrors.WrongShape, $"Input `{slot.Name}` is `{datatype}`; the model takes {OpenInferenceTypes.Of(slot.Type)}.");
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

    private static List<string> ReadOutputs(ref Utf8JsonReader reader)
    {
        JsonText.Require(ref reader, JsonTokenType.StartArray, "outputs");
        var names = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            JsonText.Require(ref reader, JsonTokenType.StartObject, "an entry of outputs");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isName = reader.ValueTextEquals("name"u8);
                reader.Read();
                if (isName)
                    names.Add(JsonText.Read(ref reader));
                else
                    reader.Skip();
            }
        }

        return names;
    }
}
