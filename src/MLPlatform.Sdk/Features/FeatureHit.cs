namespace MLPlatform.Sdk.Features;

/// <summary>A definition that a search found.</summary>
/// <param name="Kind">view, service, source or entity.</param>
/// <param name="Found">Where the words were found, such as <c>feature mean_delay</c>.</param>
/// <param name="Pulls">How often it was pulled, all versions together; of a source or entity, the views that use it.</param>
public sealed record FeatureHit(string Kind, string Name, int Version, string? Entity, string? Owner, string? Description, IReadOnlyDictionary<string, string> Tags, string Found, long Pulls);

/// <summary>What a found definition must be like besides; null asks for nothing.</summary>
/// <param name="Tag"><c>tier</c> or <c>tier=gold</c>.</param>
public sealed record FeatureFilter(string? Tag = null, string? Owner = null, string? Entity = null);
