namespace MLPlatform.Sdk.Features;

/// <summary>What a definition is made from and what is made from it.</summary>
/// <param name="Kind">view, service, source or entity.</param>
/// <param name="From">Upstream, nearest first.</param>
/// <param name="Into">Downstream, nearest first: views, services, training sets, model versions, endpoints.</param>
public sealed record FeatureLineage(string Kind, string Name, int Version, IReadOnlyList<LineageStep> From, IReadOnlyList<LineageStep> Into);

/// <param name="Kind">file, source, entity, view, service, training set, model or endpoint.</param>
public sealed record LineageStep(string Kind, string Name, string Detail);
