namespace MLPlatform.Sdk.Features;

/// <param name="Keys">Entities whose values the online store now holds.</param>
public sealed record MaterializedView(string View, int Version, long Keys, TimeSpan Elapsed);
