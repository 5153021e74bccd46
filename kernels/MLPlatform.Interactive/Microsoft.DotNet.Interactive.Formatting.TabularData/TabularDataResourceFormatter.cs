using System.Collections;
using System.Text.Json;
using MLPlatform.Kernel.Display;

namespace Microsoft.DotNet.Interactive.Formatting.TabularData;

/// <summary>Sequences of objects, of dictionaries and JSON arrays as tables.</summary>
public static class TabularDataResourceFormatter
{
    public const string MimeType = TabularDataResource.MimeType;

    public static TabularDataResource ToTabularDataResource<T>(this IEnumerable<T> source) => Of([.. source.Select(item => Pairs(item))]);

    public static TabularDataResource ToTabularDataResource(this JsonDocument document) => document.RootElement.ToTabularDataResource();

    public static TabularDataResource ToTabularDataResource(this JsonElement jsonElement) => Of([.. jsonElement.EnumerateArray().Select(item => Pairs(item))]);

    public static TableSchemaFieldType ToTableSchemaFieldType(this Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var plain when plain == typeof(bool) => TableSchemaFieldType.Boolean,
        var plain when plain == typeof(DateTime) || plain == typeof(DateTimeOffset) || plain == typeof(DateOnly) => TableSchemaFieldType.DateTime,
        var plain when plain == typeof(int) || plain == typeof(long) || plain == typeof(short) || plain == typeof(byte) || plain == typeof(uint) || plain == typeof(ulong) || plain == typeof(ushort) || plain == typeof(sbyte) => TableSchemaFieldType.Integer,
        var plain when plain == typeof(double) || plain == typeof(float) || plain == typeof(decimal) => TableSchemaFieldType.Number,
        var plain when ScalarText.IsScalar(plain) => TableSchemaFieldType.String,
        var plain when typeof(IEnumerable).IsAssignableFrom(plain) => TableSchemaFieldType.Array,
        _ => TableSchemaFieldType.Object,
    };

    private static TabularDataResource Of(IReadOnlyList<IReadOnlyList<KeyValuePair<string, object?>>> rows)
    {
        var schema = new TableSchema();
        foreach (var row in rows)
            foreach (var (name, value) in row)
                if (!schema.Fields.Contains(name) && (value is not null || ReferenceEquals(row, rows[^1])))
                    schema.Fields.Add(new TableSchemaFieldDescriptor(name, value?.GetType().ToTableSchemaFieldType() ?? TableSchemaFieldType.Null));
        return new TabularDataResource(schema, rows);
    }

    private static IReadOnlyList<KeyValuePair<string, object?>> Pairs(object? item) => item switch
    {
        null => [],
        IEnumerable<KeyValuePair<string, object?>> pairs => [.. pairs],
        IDictionary map => [.. map.Keys.Cast<object>().Select(key => KeyValuePair.Create(ScalarText.Line(key), map[key]))],
        JsonElement { ValueKind: JsonValueKind.Object } json => [.. json.EnumerateObject().Select(property => KeyValuePair.Create(property.Name, Value(property.Value)))],
        JsonElement json => [KeyValuePair.Create("value", Value(json))],
        _ when ScalarText.Of(item) is not null => [KeyValuePair.Create<string, object?>("value", item)],
        _ => [.. ObjectMembers.Of(item.GetType()).Select(member => KeyValuePair.Create(member.Name, ObjectMembers.Read(member, item)))],
    };

    private static object? Value(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number => json.TryGetInt64(out var whole) ? whole : json.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null => null,
        _ => json,
    };
}
