namespace MLPlatform.Artifacts.Trees;

/// <param name="Path">Relative to the tree's root.</param>
/// <param name="Bytes">Null for a folder.</param>
public sealed record ArtifactEntry(string Path, bool IsFolder, long? Bytes);
