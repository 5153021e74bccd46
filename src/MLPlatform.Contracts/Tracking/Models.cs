namespace MLPlatform.Contracts.Tracking;

public sealed record ModelAlias(string Alias, string Version);

public sealed record ModelVersion
{
    public required string Name { get; init; }

    /// <summary>A whole number from 1, as text: MLflow's wire form.</summary>
    public required string Version { get; init; }

    public long? CreationTimestamp { get; init; }

    public long? LastUpdatedTimestamp { get; init; }

    public string? CurrentStage { get; init; }

    public string? Description { get; init; }

    public string? Source { get; init; }

    public string? RunId { get; init; }

    public string? Status { get; init; }

    public string? RunLink { get; init; }

    public IReadOnlyList<Tag>? Tags { get; init; }

    public IReadOnlyList<string>? Aliases { get; init; }
}

public sealed record RegisteredModel
{
    public required string Name { get; init; }

    public long? CreationTimestamp { get; init; }

    public long? LastUpdatedTimestamp { get; init; }

    public string? Description { get; init; }

    public IReadOnlyList<ModelVersion>? LatestVersions { get; init; }

    public IReadOnlyList<Tag>? Tags { get; init; }

    public IReadOnlyList<ModelAlias>? Aliases { get; init; }
}
