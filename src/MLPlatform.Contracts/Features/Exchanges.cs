namespace MLPlatform.Contracts.Features;

/// <summary>What an apply is asked to make true. Versions in it are ignored: the control plane assigns them.</summary>
public sealed record FeatureDefinitions(IReadOnlyList<Entity> Entities, IReadOnlyList<DataSource> Sources, IReadOnlyList<FeatureView> Views);

public enum ChangeKind
{
    Unchanged,
    Created,
    NewVersion,
    Updated,
}

/// <param name="Kind">Created: first version. NewVersion: meaning changed. Updated: only description, owner or tags changed.</param>
/// <param name="Of">entity, source or view.</param>
public sealed record DefinitionChange(ChangeKind Kind, string Of, string Name, int Version, string Summary);

public sealed record ApplyResult(IReadOnlyList<DefinitionChange> Changes);

/// <summary>What the control plane learns of a pull: who, what, how many rows, which content; never the rows.</summary>
/// <param name="Views"><c>name@version</c> each.</param>
public sealed record PullReceipt(IReadOnlyList<string> Views, string AtColumn, long Rows, int Columns, string ContentHash, bool Leaky)
{
    /// <summary>The columns the views gave, so that a model trained on them knows what to read at the door.</summary>
    public IReadOnlyList<FeatureColumn> FeatureColumns { get; init; } = [];
}

/// <summary>Where the process that owns the online store answers.</summary>
/// <param name="Socket">Path of the Unix socket with the local binary protocol.</param>
/// <param name="Url">Base address of the HTTP interface.</param>
public sealed record FeatureServerAddress(string Socket, string Url, int ProcessId);
