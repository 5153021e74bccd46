using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MLPlatform.Features.Definitions;

/// <summary>Feature definitions as people write them in a cell or a file: one YAML document per entity, source, view or service, or a list of them.</summary>
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
        var services = new List<FeatureService>();
        foreach (var node in Load(text).SelectMany(root => root is YamlSequenceNode list ? list.Children : [root]))
        {
            if (node is not YamlMappingNode map)
                throw YamlFields.Refuse("A definition is a map of fields", node, "Start with entity:, source:, view: or service:.");
            if (Has(map, "service"))
                services.Add(ServiceOf(map));
            else if (Has(map, "view"))
                views.Add(ViewOf(map));
            else if (Has(map, "source"))
                sources.Add(SourceOf(map, baseFolder));
            else if (Has(map, "entity"))
                entities.Add(EntityOf(map));
            else
                throw YamlFields.Refuse("The definition says neither `entity`, `source`, `view` nor `service`", node, "Start with one of them, such as view: origin_load.");
        }

        if (entities.Count + sources.Count + views.Count + services.Count == 0)
            throw new PlatformException(FeatureErrors.BadDefinition, "The text defines nothing.", "Write an entity:, a source: or a view:.");
        return new FeatureDefinitions(entities, sources, views) { Services = services };
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
        var fields = new YamlFields(map, "entity", "entity", "keys", "owner", "description", "tags");
        var name = fields.Name("entity");
        var keys = fields.Pairs("keys", _ => nameof(ColumnType.Text));
        return new Entity
        {
            Name = name,
            Keys = keys.Count == 0 ? [new JoinKey(name, ColumnType.Text)] : [.. keys.Select(pair => new JoinKey(pair.Key, TypeOf(pair.Value, fields.Node("keys")!)))],
            Owner = fields.Text("owner"),
            Description = fields.Text("description"),
            Tags = TagsOf(fields),
        };
    }

    private static ColumnType TypeOf(string text, YamlNode node) =>
        YamlFields.OneOf<ColumnType>(text, "key type", node);

    private static DataSource SourceOf(YamlMappingNode map, string baseFolder)
    {
        var fields = new YamlFields(map, "source", "source", "files", "sql", "owner", "description", "tags");
        var name = fields.Name("source");
        var files = fields.Pairs("files", file => file);
        if (fields.Node("files") is YamlScalarNode or YamlSequenceNode)
            files = files.Count == 1 ? [KeyValuePair.Create(name, files[0].Value)] : [.. files.Select(file => KeyValuePair.Create(TableOf(file.Value, fields), file.Value))];
        if (files.Count == 0)
            throw YamlFields.Refuse($"The source `{name}` lacks `files`", map, "Add files: {name: data.parquet}.");
        if (files.Count > 1 && fields.Text("sql") is null)
            throw YamlFields.Refuse($"The source `{name}` has {files.Count} files and no `sql`", map, "Say with sql: SELECT … how they become one table.");
        var named = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (table, file) in files)
            if (!named.TryAdd(table, Path.GetFullPath(file, Path.GetFullPath(baseFolder))))
                throw YamlFields.Refuse($"Two files of the source `{name}` are called `{table}`", fields.Node("files")!, "Name them: files: {a: …, b: …}.");
        return new DataSource { Name = name, Files = named, Sql = SqlOf(fields), Owner = fields.Text("owner"), Description = fields.Text("description"), Tags = TagsOf(fields) };
    }

    private static string TableOf(string file, YamlFields fields) =>
        file.IndexOfAny(['*', '?', '[']) < 0 ? Path.GetFileNameWithoutExtension(file)
        : throw YamlFields.Refuse($"`{file}` stands for many files and gives no name to a table", fields.Node("files")!, "Name it: files: {name: folder/*.csv}.");

    private static FeatureView ViewOf(YamlMappingNode map)
    {
        var fields = new YamlFields(map, "view", "view", "entity", "keys", "from", "sql", "event-time", "known-at", "window", "features", "ttl", "owner", "description", "tags");
        var view = new FeatureView
        {
            Name = fields.Name("view"),
            Entity = fields.Required("entity"),
            KeyColumns = ToDictionary(fields.Pairs("keys", key => key), fields.Node("keys")),
            Source = fields.Required("from"),
            Sql = SqlOf(fields),
            EventTime = fields.Text("event-time"),
            KnownAt = fields.Text("known-at"),
            Windows = fields.Durations("window"),
            Features = [.. FeaturesOf(fields)],
            Ttl = fields.Duration("ttl"),
            Owner = fields.Text("owner"),
            Description = fields.Text("description"),
            Tags = TagsOf(fields),
        };
        ViewRules.Check(view, fields.Node("features") ?? map);
        return view;
    }

    private static IEnumerable<FeatureDefinition> FeaturesOf(YamlFields fields)
    {
        if (fields.Node("features") is not YamlMappingNode map)
            return fields.Pairs("features", name => name).Select(pair => new FeatureDefinition(pair.Key, pair.Value));
        return map.Children.Select(pair => pair.Value is YamlMappingNode described ? FeatureOf(YamlFields.Scalar(pair.Key, "a key"), described)
            : new FeatureDefinition(YamlFields.Scalar(pair.Key, "a key"), YamlFields.Scalar(pair.Value, "`features`")));
    }

    private static FeatureDefinition FeatureOf(string name, YamlMappingNode map)
    {
        var fields = new YamlFields(map, "feature", "sql", "description", "sensitivity");
        return new FeatureDefinition(name, fields.Text("sql") ?? name)
        {
            Description = fields.Text("description"),
            Sensitivity = fields.Text("sensitivity") is { } text ? YamlFields.OneOf<Sensitivity>(text, "sensitivity", fields.Node("sensitivity")!) : default,
        };
    }

    private static FeatureService ServiceOf(YamlMappingNode map)
    {
        var fields = new YamlFields(map, "service", "service", "features", "owner", "description", "tags");
        var service = new FeatureService
        {
            Name = fields.Name("service"),
            Features = [.. fields.Pairs("features", name => name).Select(pair => pair.Value)],
            Owner = fields.Text("owner"),
            Description = fields.Text("description"),
            Tags = TagsOf(fields),
        };
        if (fields.Node("features") is YamlMappingNode wrong)
            throw YamlFields.Refuse($"The features of the service `{service.Name}` are a list", wrong, "Write features: [view, other_view:feature].");
        return service.Features.Count > 0 ? service : throw YamlFields.Refuse($"The service `{service.Name}` has no features", map, "Add features: [view, other_view:feature].");
    }

    private static string? SqlOf(YamlFields fields) => fields.Text("sql")?.Trim().TrimEnd(';');

    private static Dictionary<string, string> TagsOf(YamlFields fields) => ToDictionary(fields.Pairs("tags", _ => ""), fields.Node("tags"));

    private static Dictionary<string, string> ToDictionary(List<KeyValuePair<string, string>> pairs, YamlNode? node)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in pairs)
            if (!map.TryAdd(key, value))
                throw YamlFields.Refuse($"`{key}` is there twice", node!, "Keep one of them.");
        return map;
    }
}
