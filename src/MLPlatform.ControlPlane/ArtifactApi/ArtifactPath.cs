using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.ArtifactApi;

/// <summary>Paths that callers name inside an artifact folder.</summary>
internal static class ArtifactPath
{
    // Encodings nested deeper than this are an attack, not a name.
    private const int MostDecodings = 16;

    /// <returns>The path without encoding, relative, with forward slashes.</returns>
    public static string Safe(string path)
    {
        var decoded = Decoded(path);
        var parts = decoded.Split('/');
        if (decoded.AsSpan().IndexOfAny('#', '\\', '\0') >= 0
            || parts.Contains("..")
            || decoded.StartsWith('/')
            || (decoded.Length > 1 && decoded[1] == ':' && char.IsAsciiLetter(decoded[0])))
            throw MlflowRefusal.Invalid("Invalid path");
        return string.Join('/', parts.Where(part => part.Length > 0 && part != "."));
    }

    /// <summary>URL-decodes until nothing changes, so that no layer below can decode once more.</summary>
    public static string Decoded(string text)
    {
        for (var i = 0; i < MostDecodings; i++)
        {
            var decoded = Uri.UnescapeDataString(text);
            if (decoded == text)
                return text;
            text = decoded;
        }

        throw MlflowRefusal.Invalid("Invalid path");
    }
}
