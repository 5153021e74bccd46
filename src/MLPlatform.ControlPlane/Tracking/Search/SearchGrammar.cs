namespace MLPlatform.ControlPlane.Tracking.Search;

/// <summary>What one of MLflow's searches lets users compare and order by.</summary>
internal sealed record SearchGrammar
{
    private static readonly string[] Numeric = ["=", "!=", ">", ">=", "<", "<="];
    private static readonly string[] Textual = ["=", "!=", "LIKE", "ILIKE"];
    private static readonly string[] Equal = ["=", "!="];
    private static readonly string[] EqualOrList = ["=", "!=", "IN", "NOT IN"];
    private static readonly string[] TextualOrList = ["=", "!=", "LIKE", "ILIKE", "IN", "NOT IN"];

    /// <summary>Entity words as users write them.</summary>
    public required IReadOnlyDictionary<string, Entity> Entities { get; init; }

    /// <summary>Attribute keys with what they are called inside.</summary>
    public required IReadOnlyDictionary<string, string> Attributes { get; init; }

    public IReadOnlySet<string> NumericAttributes { get; init; } = new HashSet<string>();

    /// <summary>Text attributes that also take a list.</summary>
    public IReadOnlySet<string> ListAttributes { get; init; } = new HashSet<string>();

    /// <summary>False where LIKE and ILIKE are not known.</summary>
    public bool Patterns { get; init; } = true;

    public IReadOnlyDictionary<string, string> OrderAttributes { get; init; } = new Dictionary<string, string>();

    /// <summary>What a refusal of another entity word says is known.</summary>
    public string EntityHint { get; init; } = "Valid entity types are ('attribute', 'tag', 'tags')";

    /// <summary>What a refusal of an unknown order key says is known, where it is not told as an attribute.</summary>
    public string? OrderHint { get; init; }

    /// <summary>True where only attributes order.</summary>
    public bool OrdersByAttributesOnly { get; init; } = true;

    public static IReadOnlyList<string> DatasetKeys { get; } = ["name", "digest", "context"];

    public static SearchGrammar Runs { get; } = new()
    {
        Entities = new Dictionary<string, Entity>
        {
            ["metric"] = Entity.Metric,
            ["metrics"] = Entity.Metric,
            ["param"] = Entity.Param,
            ["params"] = Entity.Param,
            ["parameter"] = Entity.Param,
            ["parameters"] = Entity.Param,
            ["tag"] = Entity.Tag,
            ["tags"] = Entity.Tag,
            ["attribute"] = Entity.Attribute,
            ["attributes"] = Entity.Attribute,
            ["attr"] = Entity.Attribute,
            ["run"] = Entity.Attribute,
            ["dataset"] = Entity.Dataset,
            ["datasets"] = Entity.Dataset,
        },
        EntityHint = "Valid values are ['metric', 'parameter', 'tag', 'attribute', 'dataset']",
        OrdersByAttributesOnly = false,
        Attributes = RunAttributes,
        NumericAttributes = new HashSet<string> { "start_time", "end_time" },
        ListAttributes = new HashSet<string> { "run_id" },
        OrderAttributes = RunAttributes,
    };

    public static SearchGrammar Experiments { get; } = new()
    {
        Entities = TagsAndAttributes,
        Attributes = Same("name", "creation_time", "last_update_time"),
        NumericAttributes = new HashSet<string> { "creation_time", "last_update_time" },
        OrderAttributes = Same("name", "experiment_id", "creation_time", "last_update_time"),
    };

    public static SearchGrammar RegisteredModels { get; } = new()
    {
        Entities = TagsAndAttributes,
        Attributes = Same("name"),
        OrderHint = "{'name', 'timestamp'}",
        OrderAttributes = new Dictionary<string, string>
        {
            ["name"] = "name",
            ["timestamp"] = "last_updated_time",
            ["last_updated_timestamp"] = "last_updated_time",
        },
    };

    public static SearchGrammar ModelVersions { get; } = new()
    {
        Entities = TagsAndAttributes,
        Attributes = new Dictionary<string, string>
        {
            ["name"] = "name",
            ["source_path"] = "source",
            ["run_id"] = "run_id",
            ["version_number"] = "version",
        },
        NumericAttributes = new HashSet<string> { "version" },
        ListAttributes = new HashSet<string> { "run_id" },
        OrderAttributes = new Dictionary<string, string>
        {
            ["name"] = "name",
            ["version_number"] = "version",
            ["creation_timestamp"] = "creation_time",
            ["last_updated_timestamp"] = "last_updated_time",
        },
    };

    public static SearchGrammar Traces { get; } = new()
    {
        Entities = new Dictionary<string, Entity>(TagsAndAttributes) { ["attributes"] = Entity.Attribute, ["attr"] = Entity.Attribute, ["trace"] = Entity.Attribute, ["metadata"] = Entity.Metadata, ["request_metadata"] = Entity.Metadata },
        EntityHint = "Valid values are ['attribute', 'tag', 'request_metadata']",
        OrdersByAttributesOnly = false,
        Attributes = TraceAttributes,
        NumericAttributes = new HashSet<string> { "timestamp_ms", "execution_time_ms" },
        ListAttributes = new HashSet<string> { "status", "name", "run_id", "request_id" },
        Patterns = false,
        OrderAttributes = new Dictionary<string, string>(TraceAttributes) { ["experiment_id"] = "experiment_id" },
    };

    public static SearchGrammar LoggedModels { get; } = new()
    {
        Entities = new Dictionary<string, Entity>(Runs.Entities.Where(word => word.Value != Entity.Dataset)) { ["model"] = Entity.Attribute },
        EntityHint = "Valid values are ['metric', 'parameter', 'tag', 'attribute']",
        OrdersByAttributesOnly = false,
        Attributes = LoggedModelAttributes,
        NumericAttributes = new HashSet<string> { "creation_time", "last_updated_time" },
        ListAttributes = new HashSet<string> { "model_id", "name", "status", "source_run_id", "model_type" },
        OrderAttributes = LoggedModelAttributes,
    };

    private static Dictionary<string, string> LoggedModelAttributes => new(Same("name", "model_id", "model_type", "status", "source_run_id", "creation_time"))
    {
        ["creation_timestamp"] = "creation_time",
        ["creation_timestamp_ms"] = "creation_time",
        ["last_updated_timestamp"] = "last_updated_time",
        ["last_updated_timestamp_ms"] = "last_updated_time",
    };

    private static Dictionary<string, string> TraceAttributes => new(Same("timestamp_ms", "execution_time_ms", "status", "name", "run_id", "request_id"))
    {
        ["timestamp"] = "timestamp_ms",
        ["execution_time"] = "execution_time_ms",
    };

    private static Dictionary<string, Entity> TagsAndAttributes => new()
    {
        ["tag"] = Entity.Tag,
        ["tags"] = Entity.Tag,
        ["attribute"] = Entity.Attribute,
    };

    private static Dictionary<string, string> RunAttributes => new(Same("run_id", "run_name", "status", "user_id", "artifact_uri", "start_time", "end_time"))
    {
        ["run name"] = "run_name",
        ["Run name"] = "run_name",
        ["Run Name"] = "run_name",
        ["created"] = "start_time",
        ["Created"] = "start_time",
    };

    public string[] OperatorsOf(Entity entity, string key) => entity switch
    {
        Entity.Metric => Numeric,
        Entity.Dataset => TextualOrList,
        Entity.Attribute when NumericAttributes.Contains(key) => Numeric,
        Entity.Attribute when !Patterns && ListAttributes.Contains(key) => EqualOrList,
        _ when !Patterns => Equal,
        Entity.Attribute when ListAttributes.Contains(key) => TextualOrList,
        _ => Textual,
    };

    private static Dictionary<string, string> Same(params string[] keys) => keys.ToDictionary(key => key, key => key);
}
