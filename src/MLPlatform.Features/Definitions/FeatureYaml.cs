using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Contracts.Text;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MLPlatform.Features.Definitions;

/// <summary>Feature definitions as people write them in a cell or a file: one YAML document per entity, source or view, or a list of them.</summary>
public static class FeatureYaml
{
    /// <param name="text">Documents divided by <c>---</c>, each a definition or a list of definitions.</param>
    /// <param name="baseFolder">Folder that relative file names start from.</param>
    /// <returns>Definitions in the order written; versions are 0, file names absolute.</returns>
    /// <exception cref="PlatformException"><see cref="FeatureErrors.BadDefinition"/> with the line and the nearest known word.</exception>
    public static FeatureDefinitions Parse(string text, string baseFolder)
    {
        var entities = new List<Entity>();
        var sources = new List<DataSource>();
        var views = new List<FeatureView>();
        foreach (var node in Load(text).SelectMany(root => root is YamlSequenceNode list ? list.Children : [root]))
        {
            if (node is not YamlMappingNode map)
                throw YamlFields.Refuse("A definition is a map of fields", node, "Start with entity:, source: or view:.");
            if (Has(map, "view"))
                views.Add(ViewOf(map));
            else if (Has(map, "source"))
                sources.Add(SourceOf(map, baseFolder));
            else if (Has(map, "entity"))
                entities.Add(EntityOf(map));
            else
                throw YamlFields.Refuse("The definition says neither `entity`, `source` nor `view`", node, "Start with one of them, such as view: origin_load.");
        }

        if (entities.Count + sources.Count + views.Count == 0)
            throw new PlatformException(FeatureErrors.BadDefinition, "The text defines nothing.", "Write an entity:, a source: or a view:.");
        return new FeatureDefinitions(entities, sources, views);
    }

    private static List<YamlNode> Load(string text)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException error)
        {
            throw new PlatformException(FeatureErrors.BadDefinition, $"The YAML is malformed at line {error.Start.Line}: {error.InnerException?.Message ?? error.Message}", "Fields are written name: value.", error);
        }

        return [.. stream.Documents.Select(document => document.RootNode).Where(root => root is not YamlScalarNode { Value: null or "" })];
    }

    private static bool Has(YamlMappingNode map, string key) => map.Children.ContainsKey(new YamlScalarNode(key));

    private static Entity EntityOf(YamlMappingNode map)
    {
        var fields = new YamlFields(map, "entity", "entity", "keys", "description");
        var name = fields.Name("entity");
        var keys = fields.Pairs("keys", _ => nameof(ColumnType.Text));
        return new Entity
        {
            Name = name,
            Keys = keys.Count == 0 ? [new JoinKey(name, ColumnType.Text)] : [.. keys.Select(pair => new JoinKey(pair.Key, TypeOf(pair.Value, fields.Node("keys")!)))],
            Description = fields.Text("description"),
        };
    }

    private static ColumnType TypeOf(string text, YamlNode node) =>
        Enum.TryParse<ColumnType>(text, ignoreCase: true, out var type) && Enum.IsDefined(type) && !char.IsAsciiDigit(text[0]) ? type
        : throw YamlFields.Refuse($"`{text}` is no key type", node, Nearest.To(text, Enum.GetNames<ColumnType>()) is { } near ? $"Did you mean `{near}`?" : $"Use one of {string.Join(", ", Enum.GetNames<ColumnType>())}.");

    private static DataSource SourceOf(YamlMappingNode map, string baseFolder)
    {
        var fields = new YamlFields(map, "source", "source", "files", "sql", "description");
        var name = fields.Name("source");
        var files = fields.Pairs("files", file => file);
        if (fields.Node("files") is YamlScalarNode or YamlSequenceNode)
            files = files.Count == 1 ? [KeyValuePair.Create(name, files[0].Value)] : [.. files.Select(file => KeyValuePair.Create(Path.GetFileNameWithoutExtension(file.Value), file.Value))];
        if (files.Count == 0)
            throw YamlFields.Refuse($"The source `{name}` lacks `files`", map, "Add files: {name: data.parquet}.");
        if (files.Count > 1 && fields.Text("sql") is null)
            throw YamlFields.Refuse($"The source `{name}` has {files.Count} files and no `sql`", map, "Say with sql: SELECT … how they become one table.");
        var named = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (table, file) in files)
            if (!named.TryAdd(table, Path.GetFullPath(file, Path.GetFullPath(baseFolder))))
                throw YamlFields.Refuse($"Two files of the source `{name}` are called `{table}`", fields.Node("files")!, "Name them: files: {a: …, b: …}.");
        return new DataSource { Name = name, Files = named, Sql = fields.Text("sql")?.Trim().TrimEnd(';'), Description = fields.Text("description") };
    }

    private static FeatureView ViewOf(YamlMappingNode map)
    {
        var fields = new YamlFields(map, "view", "view", "entity", "keys", "from", "event-time", "known-at", "window", "features", "ttl", "owner", "description", "tags");
        var view = new FeatureView
        {
            Name = fields.Name("view"),
            Entity = fields.Required("entity"),
            KeyColumns = ToDictionary(fields.Pairs("keys", key => key), fields.Node("keys")),
            Source = fields.Required("from"),
            EventTime = fields.Text("event-time"),
            KnownAt = fields.Text("known-at"),
            Windows = fields.Durations("window"),
            Features = [.. fields.Pairs("features", name => name).Select(pair => new FeatureDefinition(pair.Key, pair.Value))],
            Ttl = fields.Duration("ttl"),
            Owner = fields.Text("owner"),
            Description = fields.Text("description"),
            Tags = ToDictionary(fields.Pairs("tags", _ => ""), fields.Node("tags")),
        };
        ViewRules.Check(view, fields.Node("features") ?? map);
        return view;
    }

    private static Dictionary<string, string> ToDictionary(List<KeyValuePair<string, string>> pairs, YamlNode? node)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in pairs)
            if (!map.TryAdd(key, value))
                throw YamlFields.Refuse($"`{key}` is there twice", node!, "Keep one of them.");
        return map;
    }
}
