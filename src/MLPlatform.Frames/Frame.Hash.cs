using MLPlatform.Frames.Hashing;

namespace MLPlatform.Frames;

public sealed partial class Frame
{
    /// <summary>
    /// The same for the same names, types, nulls and values in the same order, however the frame came about and however its memory is cut; any NaN equals any other, and -0 equals 0.
    /// </summary>
    /// <returns><c>sha256:</c> and 64 hex digits.</returns>
    public string ContentHash() => $"sha256:{Convert.ToHexStringLower(CanonicalHash.Of(this))}";
}
