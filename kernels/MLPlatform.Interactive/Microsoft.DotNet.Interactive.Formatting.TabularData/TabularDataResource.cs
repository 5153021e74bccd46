using System.Text.Json.Nodes;
using MLPlatform.Kernel.Display;
using MLPlatform.Plots.Output;
using MLPlatform.Plots.Tables;

namespace Microsoft.DotNet.Interactive.Formatting.TabularData;

/// <summary>A table as data: shown as HTML and CSV, shared as Table Schema JSON.</summary>
public class TabularDataResource(TableSchema schema, IEnumerable<IEnumerable<KeyValuePair<string, object?>>> data, string? profile = null) : IShown
{
    public const string MimeType = "application/table-schema+json";

    public string Profile { get; } = profile ?? "tabular-data-resource";

    public TableSchema Schema { get; } = schema;

    public IEnumerable<IEnumerable<KeyValuePair<string, object?>>> Data { get; } = data;

    public TabularDataResourceJsonString ToJsonString() => new(Json());

    public MimeBundle ToBundle()
    {
        var limit = ValueLimits.List();
        var rows = Data.Select(Row).ToList();
        var names = Schema.Fields.Select(field => field.Name).ToArray();
        var whole = new Table(
            [.. Schema.Fields.Select(field => new TableColumn(field.Name, Align: field.Type is TableSchemaFieldType.Number or TableSchemaFieldType.Integer ? Align.Right : Align.Left))],
            [.. rows.Select(row => names.Select(name => row.GetValueOrDefault(name) is { } value ? ScalarText.Line(value) : null).ToArray())]);
        var shown = whole with { Rows = [.. whole.Rows.Take(limit)], TotalRows = rows.Count > limit ? rows.Count : null };
        return new MimeBundle(new Dictionary<string, string>(shown.ToBundle().Data) { ["text/csv"] = CsvText.Of(whole) });
    }

    private static Dictionary<string, object?> Row(IEnumerable<KeyValuePair<string, object?>> pairs)
    {
        var row = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in pairs)
            row[name] = value;
        return row;
    }

    private string Json()
    {
        var fields = new JsonArray([.. Schema.Fields.Select(field => (JsonNode)new JsonObject { ["name"] = field.Name, ["type"] = TypeName(field.Type) })]);
        var data = new JsonArray([.. Data.Select(row => (JsonNode)new JsonObject(row.Select(pair => KeyValuePair.Create(pair.Key, JsonNode.Parse(Representation.Json(pair.Value))))))]);
        return new JsonObject
        {
            ["profile"] = Profile,
            ["schema"] = new JsonObject { ["primaryKey"] = new JsonArray([.. Schema.PrimaryKey.Select(key => (JsonNode)key)]), ["fields"] = fields },
            ["data"] = data,
        }.ToJsonString();
    }

#pragma warning disable CA1308 // The standard writes its type names in lower case.
    private static string TypeName(TableSchemaFieldType type) => type.ToString().ToLowerInvariant();
#pragma warning restore CA1308
}

public sealed class TabularDataResourceJsonString(string json) : JsonString(json);
