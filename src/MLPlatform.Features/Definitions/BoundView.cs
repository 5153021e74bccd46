using MLPlatform.Contracts.Features;

namespace MLPlatform.Features.Definitions;

/// <summary>A version of a view with the versions of what it reads and of what it is about.</summary>
public sealed record BoundView(FeatureView View, DataSource Source, Entity Entity);
