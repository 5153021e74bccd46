using MLPlatform.Contracts.Errors;

namespace MLPlatform.Artifacts.Trees;

/// <summary>The rules of MLflow's <c>validate_path_is_safe</c>.</summary>
public static class ArtifactPath
{
    /// <summary>Decodes until nothing is encoded any more, then refuses what could leave the folder.</summary>
    /// <returns>The decoded path, relative, with forward slashes; empty for the root.</returns>
    /// <exception cref="PlatformException">The path is not safe.</exception>
    public static string Safe(string path)
    {
        var decoded = path;
        for (var next = Uri.UnescapeDataString(decoded); next != decoded; next = Uri.UnescapeDataString(decoded))
            decoded = next;
        var parts = decoded.Split('/');
        var hidden = parts.Any(part => part.StartsWith(Files.WholeFile.UnfinishedPrefix, StringComparison.Ordinal));
        if (decoded.AsSpan().IndexOfAny('#', '\\', '\0') >= 0 || parts.Contains("..") || hidden || decoded.StartsWith('/') || IsDrive(decoded))
            throw new PlatformException(DataErrors.UnsafePath, $"The artifact path `{path}` is not safe.", "Use a relative path with forward slashes, without `..` and `#`.");
        return string.Join('/', parts.Where(part => part is not ("" or ".")));
    }

    private static bool IsDrive(string path) => path.Length >= 2 && path[1] == ':' && char.IsAsciiLetter(path[0]);
}
