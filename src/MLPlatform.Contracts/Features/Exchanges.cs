namespace MLPlatform.Contracts.Features;

/// <summary>What an apply is asked to make true. Versions in it are ignored: the control plane assigns them.</summary>
public sealed record FeatureDefinitions(IReadOnlyList<Entity> Entities, IReadOnlyList<DataSource> Sources, IReadOnlyList<FeatureView> Views)
{
    // A record of before this was there reads as null.
    public IReadOnlyList<FeatureService> Services { get; init => field = value ?? []; } = [];
}

public enum ChangeKind
{
    Unchanged,
    Created,
    NewVersion,
    Updated,
}

/// <param name="Kind">Created: first version. NewVersion: meaning changed. Updated: only description, owner or tags changed.</param>
/// <param name="Of">entity, source, view or service.</param>
public sealed record DefinitionChange(ChangeKind Kind, string Of, string Name, int Version, string Summary)
{
    /// <summary>What is different, one line each, such as <c>ttl 7d → 1d</c>.</summary>
    public IReadOnlyList<string> Details { get; init => field = value ?? []; } = [];
}

public sealed record ApplyResult(IReadOnlyList<DefinitionChange> Changes);

/// <summary>What the control plane learns of a pull: who, what, how many rows, which content; never the rows.</summary>
/// <param name="Views"><c>name@version</c> each.</param>
public sealed record PullReceipt(IReadOnlyList<string> Views, string AtColumn, long Rows, int Columns, string ContentHash, bool Leaky)
{
    /// <summary>The columns the views gave, so that a model trained on them knows what to read at the door.</summary>
    public IReadOnlyList<FeatureColumn> FeatureColumns { get; init; } = [];
}

/// <summary>How often a version of a view was pulled.</summary>
/// <param name="View"><c>name@version</c>.</param>
/// <param name="LastPull">Microseconds UTC.</param>
/// <param name="ContentHashes">Of the training sets made with it, newest first, at most a hundred.</param>
public sealed record ViewUse(string View, long Pulls, long LastPull, IReadOnlyList<string> ContentHashes);

/// <summary>Where the process that owns the online store answers.</summary>
/// <param name="Socket">Path of the Unix socket with the local binary protocol.</param>
/// <param name="Url">Base address of the HTTP interface.</param>
public sealed record FeatureServerAddress(string Socket, string Url, int ProcessId);
