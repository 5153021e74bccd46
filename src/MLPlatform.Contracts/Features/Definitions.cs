using System.Text.Json.Serialization;

namespace MLPlatform.Contracts.Features;

/// <summary>The types a column, key or feature can have; the memory layouts are Arrow's.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ColumnType>))]
public enum ColumnType
{
    Bool,
    Int32,
    Int64,
    Float32,
    Float64,
    Text,

    /// <summary>int64 microseconds since 1970-01-01 UTC.</summary>
    Timestamp,
}

public sealed record JoinKey(string Name, ColumnType Type);

/// <summary>A thing features describe, such as an airport, identified by one or several keys.</summary>
public sealed record Entity
{
    public int Schema { get; init; } = 1;

    public required string Name { get; init; }

    public required IReadOnlyList<JoinKey> Keys { get; init; }

    /// <summary>1 for the first; other keys make the next. 0 on a definition not applied yet.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Version { get; init; }

    public string? Owner { get; init; }

    public string? Description { get; init; }

    // A record of before this was there reads as null.
    public IReadOnlyDictionary<string, string> Tags { get; init => field = value ?? new Dictionary<string, string>(); } = new Dictionary<string, string>();
}

/// <summary>Where rows come from: files by name, and the SQL that turns them into one table of events.</summary>
public sealed record DataSource
{
    public int Schema { get; init; } = 1;

    public required string Name { get; init; }

    /// <summary>Table name in <see cref="Sql"/> → absolute path of a Parquet or CSV file, or a glob.</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }

    /// <summary>A SELECT over the names in <see cref="Files"/>; null selects everything from the only file.</summary>
    public string? Sql { get; init; }

    /// <summary>1 for the first; other files or another SQL make the next. 0 on a definition not applied yet.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Version { get; init; }

    public string? Owner { get; init; }

    public string? Description { get; init; }

    // A record of before this was there reads as null.
    public IReadOnlyDictionary<string, string> Tags { get; init => field = value ?? new Dictionary<string, string>(); } = new Dictionary<string, string>();
}

/// <summary>One value a view computes: an aggregate such as <c>avg(delay)</c> when the view has windows, else a column expression.</summary>
public sealed record FeatureDefinition(string Name, string Expression)
{
    public string? Description { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Sensitivity Sensitivity { get; init; }
}

/// <summary>Who may see a value, from everybody down.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Sensitivity>))]
public enum Sensitivity
{
    Public,

    /// <summary>Nobody outside.</summary>
    Internal,

    /// <summary>About a person.</summary>
    Personal,

    /// <summary>Only who needs it.</summary>
    Restricted,
}

/// <summary>A versioned group of features about one entity, read from one source.</summary>
public sealed record FeatureView
{
    public int Schema { get; init; } = 1;

    public required string Name { get; init; }

    /// <summary>1 for the first; every apply that changes meaning makes the next. 0 on a definition not applied yet.</summary>
    public int Version { get; init; }

    public required string Entity { get; init; }

    /// <summary>Join key of the entity → the column that holds it, in the source and in the caller's rows.</summary>
    public required IReadOnlyDictionary<string, string> KeyColumns { get; init; }

    public required string Source { get; init; }

    /// <summary>The version of <see cref="Source"/> that this version reads; 0 in records of before sources had versions.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int SourceVersion { get; init; }

    /// <summary>The version of <see cref="Entity"/> that this version is about; 0 in records of before entities had versions.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int EntityVersion { get; init; }

    /// <summary>A SELECT over the source, by the source's name, that gives the rows the features are taken from; null takes the source's rows.</summary>
    public string? Sql { get; init; }

    /// <summary>Column with the time a fact happened; null for facts that always hold.</summary>
    public string? EventTime { get; init; }

    /// <summary>Column with the time a fact became known (created time); null when it is known as it happens.</summary>
    public string? KnownAt { get; init; }

    /// <summary>Rolling windows, counted back from the time of prediction over the time facts became known; empty for plain columns.</summary>
    public IReadOnlyList<TimeSpan> Windows { get; init; } = [];

    public required IReadOnlyList<FeatureDefinition> Features { get; init; }

    /// <summary>How long a value stays valid; null for ever.</summary>
    public TimeSpan? Ttl { get; init; }

    public string? Owner { get; init; }

    public string? Description { get; init; }

    // A record of before this was there reads as null.
    public IReadOnlyDictionary<string, string> Tags { get; init => field = value ?? new Dictionary<string, string>(); } = new Dictionary<string, string>();
}

/// <summary>A named list of features, such as those a model is trained on and asks for when it serves.</summary>
public sealed record FeatureService
{
    public int Schema { get; init; } = 1;

    public required string Name { get; init; }

    /// <summary>1 for the first; another list makes the next. 0 on a definition not applied yet.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Version { get; init; }

    /// <summary><c>view</c>, <c>view@2</c>, <c>view:feature</c> or <c>view@2:feature</c>; an apply writes the version where none is named.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    public string? Owner { get; init; }

    public string? Description { get; init; }

    // A record of before this was there reads as null.
    public IReadOnlyDictionary<string, string> Tags { get; init => field = value ?? new Dictionary<string, string>(); } = new Dictionary<string, string>();
}

/// <summary>A column a view produces. <see cref="Column"/> is <c>view__feature</c>, with the window as suffix where there is one: <c>origin_load__mean_delay_1d</c>.</summary>
public sealed record FeatureColumn(string View, int ViewVersion, string Feature, string Column, ColumnType Type);
