using MLPlatform.Frames.Hashing;

namespace MLPlatform.Frames;

public sealed partial class Frame
{
    // A frame never changes, so neither does its hash; two threads that compute it at once agree.
    private string? _contentHash;

    /// <summary>
    /// The same for the same names, types, nulls and values in the same order, however the frame came about and however its memory is cut; any NaN equals any other, and -0 equals 0.
    /// </summary>
    /// <returns><c>sha256:</c> and 64 hex digits.</returns>
    public string ContentHash() => _contentHash ??= $"sha256:{Convert.ToHexStringLower(CanonicalHash.Of(this))}";
}
