namespace MLPlatform.Artifacts.Blobs;

/// <param name="Sha256">64 lower-case hex digits of the content.</param>
public sealed record BlobRef(string Sha256, long Bytes);
