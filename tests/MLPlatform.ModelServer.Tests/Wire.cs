using System.Text;
using System.Text.Json.Nodes;
using MLPlatform.Contracts.Features;
using MLPlatform.Frames;

namespace MLPlatform.ModelServer.Tests;

/// <summary>Frames as clients of each protocol write them.</summary>
internal static class Wire
{
    public static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    public static string OpenInference(Frame rows, string? id = null, string rest = "")
    {
        var inputs = new JsonArray();
        foreach (var column in rows.Columns)
            inputs.Add(new JsonObject { ["name"] = column.Name, ["shape"] = new JsonArray(rows.RowCount), ["datatype"] = Type(column), ["data"] = Values(column) });
        return $$"""{{{(id is null ? "" : $"\"id\": \"{id}\", ")}}"inputs": {{inputs.ToJsonString()}}{{rest}}}""";
    }

    public static string Records(Frame rows) => new JsonArray([.. Enumerable.Range(0, rows.RowCount).Select(row => new JsonObject(rows.Columns.Select(column => KeyValuePair.Create(column.Name, Value(column, row)))))]).ToJsonString();

    public static string Matrix(Frame rows) => new JsonArray([.. Enumerable.Range(0, rows.RowCount).Select(row => new JsonArray([.. rows.Columns.Select(column => Value(column, row))]))]).ToJsonString();

    public static string Split(Frame rows, bool dataFirst = false)
    {
        var columns = "\"columns\": " + new JsonArray([.. rows.Names.Select(name => JsonValue.Create(name))]).ToJsonString();
        var data = "\"data\": " + Matrix(rows);
        return dataFirst ? $"{{{data}, \"index\": [], {columns}}}" : $"{{{columns}, {data}}}";
    }

    public static string Columns(Frame rows) => new JsonObject(rows.Columns.Select(column => KeyValuePair.Create<string, JsonNode?>(column.Name, Values(column)))).ToJsonString();

    public static JsonArray Values(Column column) => new([.. Enumerable.Range(0, column.Length).Select(row => Value(column, row))]);

    private static JsonNode? Value(Column column, int row) => column.GetValue(row) switch
    {
        null => null,
        bool flag => JsonValue.Create(flag),
        int number => JsonValue.Create(number),
        long number => JsonValue.Create(number),
        float number => JsonValue.Create(number),
        double number => JsonValue.Create(number),
        var other => JsonValue.Create(other.ToString()),
    };

    private static string Type(Column column) => column.Type switch
    {
        ColumnType.Bool => "BOOL",
        ColumnType.Int32 => "INT32",
        ColumnType.Int64 => "INT64",
        ColumnType.Float32 => "FP32",
        ColumnType.Float64 => "FP64",
        _ => "BYTES",
    };
}
