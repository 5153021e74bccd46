using System.Text.Json;
using MLPlatform.Contracts.Errors;
using MLPlatform.ModelServer.Binding;

namespace MLPlatform.ModelServer.Protocols;

/// <summary>Reads the JSON body of MLflow's <c>/invocations</c>: exactly one of <c>dataframe_split dataframe_records instances inputs</c>, and <c>params</c>.</summary>
internal static class InvocationRequest
{
    private const string Shapes = "dataframe_split, dataframe_records, instances or inputs";

    public static BoundRequest Read(ReadOnlySpan<byte> body, RequestSchema schema)
    {
        var reader = new Utf8JsonReader(body);
        var parameters = default(RequestParameters);
        string? shape = null;
        Utf8JsonReader data = default;

        reader.Read();
        JsonText.Require(ref reader, JsonTokenType.StartObject, "the request");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonText.Read(ref reader);
            reader.Read();
            if (name is "dataframe_split" or "dataframe_records" or "instances" or "inputs")
            {
                if (shape is not null)
                    throw JsonText.Bad($"The request holds both `{shape}` and `{name}`.", $"Send exactly one of {Shapes}.");
                shape = name;
                data = reader;
                reader.Skip();
            }
            else if (name == "params")
            {
                parameters = RequestParameters.Read(ref reader, "params");
            }
            else
            {
                reader.Skip();
            }
        }

        reader.Read();
        if (shape is null)
            throw JsonText.Bad("The request holds no data.", $"Send exactly one of {Shapes}.");
        var columns = new RequestColumns(schema);
        var rows = shape switch
        {
            "dataframe_split" => ReadSplit(ref data, schema, columns),
            "dataframe_records" => ReadRows(ref data, columns, shape),
            "instances" => ReadRows(ref data, columns, shape),
            _ => data.TokenType == JsonTokenType.StartObject ? ReadColumns(ref data, schema, columns) : ReadRows(ref data, columns, shape),
        };
        return new BoundRequest(columns.Build(rows), rows) { At = parameters.At, Explain = parameters.Explain, Within = parameters.Within };
    }

    private static int ReadRows(ref Utf8JsonReader reader, RequestColumns columns, string what)
    {
        JsonText.Require(ref reader, JsonTokenType.StartArray, what);
        var first = reader;
        first.Read();
        return first.TokenType == JsonTokenType.StartObject ? columns.ReadRecords(ref reader, what) : columns.ReadMatrix(ref reader);
    }

    private static int ReadColumns(ref Utf8JsonReader reader, RequestSchema schema, RequestColumns columns)
    {
        var rows = -1;
        var guess = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var slot = schema.Find(ref reader, guess, out var unknown);
            reader.Read();
            if (slot < 0)
            {
                columns.Ignore(unknown!);
                reader.Skip();
                continue;
            }

            if (columns.Has(slot))
                throw JsonText.Bad($"`inputs` gives `{schema.Slots[slot].Name}` twice.");
            var builder = columns[slot];
            RequestColumns.Flatten(ref reader, builder, int.MaxValue);
            if (rows >= 0 && builder.Count != rows)
                throw new PlatformException(EndpointErrors.WrongShape, $"`{builder.Slot.Name}` has {builder.Count} rows, the columns before it have {rows}.");
            rows = builder.Count;
            guess = slot + 1;
        }

        return Math.Max(rows, 0);
    }

    private static int ReadSplit(ref Utf8JsonReader reader, RequestSchema schema, RequestColumns columns)
    {
        JsonText.Require(ref reader, JsonTokenType.StartObject, "dataframe_split");
        List<int>? slots = null;
        Utf8JsonReader data = default;
        var hasData = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonText.Read(ref reader);
            reader.Read();
            if (name == "columns")
            {
                slots = ReadNames(ref reader, schema, columns);
            }
            else
            {
                if (name == "data")
                {
                    data = reader;
                    hasData = true;
                }

                reader.Skip();
            }
        }

        if (slots is null || !hasData)
            throw JsonText.Bad($"`dataframe_split` lacks `{(slots is null ? "columns" : "data")}`.", "Send {\"columns\": [names], \"data\": [[values of a row], …]}.");
        JsonText.Require(ref data, JsonTokenType.StartArray, "dataframe_split.data");
        var rows = 0;
        while (data.Read() && data.TokenType != JsonTokenType.EndArray)
        {
            JsonText.Require(ref data, JsonTokenType.StartArray, $"dataframe_split.data[{rows}]");
            var at = 0;
            while (data.Read() && data.TokenType != JsonTokenType.EndArray)
            {
                if (at == slots.Count)
                    throw new PlatformException(EndpointErrors.WrongShape, $"Row {rows} has more values than the {slots.Count} columns.");
                if (slots[at++] is var slot && slot >= 0)
                    columns[slot].Append(ref data);
                else
                    data.Skip();
            }

            if (at < slots.Count)
                throw new PlatformException(EndpointErrors.WrongShape, $"Row {rows} has {at} values for {slots.Count} columns.");
            rows++;
        }

        return rows;
    }

    private static List<int> ReadNames(ref Utf8JsonReader reader, RequestSchema schema, RequestColumns columns)
    {
        JsonText.Require(ref reader, JsonTokenType.StartArray, "dataframe_split.columns");
        var slots = new List<int>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var name = JsonText.Read(ref reader);
            var slot = schema.Find(name);
            if (slot < 0)
                columns.Ignore(name);
            else if (slots.Contains(slot))
                throw JsonText.Bad($"`dataframe_split.columns` names `{name}` twice.");
            slots.Add(slot);
        }

        return slots;
    }
}
