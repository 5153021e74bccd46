using System.Collections;

namespace Microsoft.DotNet.Interactive.Formatting.TabularData;

/// <summary>Names and types of a table's columns, in the words of Table Schema.</summary>
public sealed class TableSchema
{
    public List<string> PrimaryKey { get; init; } = [];

    public TableDataFieldDescriptors Fields { get; init; } = [];
}

public sealed class TableDataFieldDescriptors : IReadOnlyCollection<TableSchemaFieldDescriptor>
{
    private readonly List<TableSchemaFieldDescriptor> _fields = [];

    public int Count => _fields.Count;

    public TableSchemaFieldDescriptor this[string name] => _fields.Find(field => field.Name == name) ?? throw new KeyNotFoundException($"The table has no column `{name}`.");

    public void Add(TableSchemaFieldDescriptor descriptor) => _fields.Add(descriptor);

    public bool Contains(string name) => _fields.Exists(field => field.Name == name);

    public IEnumerator<TableSchemaFieldDescriptor> GetEnumerator() => _fields.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

public sealed class TableSchemaFieldDescriptor(string name, TableSchemaFieldType? type = TableSchemaFieldType.Null, string? description = null, string? format = null)
{
    public string Name { get; } = name;

    public TableSchemaFieldType Type { get; } = type ?? TableSchemaFieldType.Null;

    public string? Description { get; } = description;

    public string? Format { get; } = format;
}

public enum TableSchemaFieldType
{
    Any,
    Object,
    Null,
    Number,
    Integer,
    Boolean,
    String,
    Array,
    DateTime,
    GeoPoint,
    GeoJson,
}
