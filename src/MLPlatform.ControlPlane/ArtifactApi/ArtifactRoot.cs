using MLPlatform.Artifacts.Trees;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.ControlPlane.ArtifactApi;

/// <summary>The folder that <c>mlflow-artifacts:</c> locations live in.</summary>
internal sealed class ArtifactRoot(string folder)
{
    public const string ProxiedLocation = "mlflow-artifacts:/";

    private const string Scheme = "mlflow-artifacts:";
    private const string RouteAnchor = "/api/2.0/mlflow-artifacts/artifacts/";

    private volatile string _defaultLocation = ProxiedLocation;

    /// <summary>What the locations of new experiments begin with.</summary>
    public string DefaultLocation
    {
        get => _defaultLocation;
        set => _defaultLocation = value;
    }

    public ArtifactTree Tree { get; } = new(folder);

    /// <summary>Where this machine keeps an artifact location: <c>mlflow-artifacts:/1/RUN/artifacts</c>, our own HTTP form of it, <c>file:///</c> or a local path.</summary>
    /// <exception cref="PlatformException"><see cref="DataErrors.UnsafePath"/>: the location is not on this machine, or leaves its folder.</exception>
    public string LocalPathOf(string artifactUri)
    {
        if (artifactUri.StartsWith(Scheme, StringComparison.Ordinal))
        {
            var path = artifactUri[Scheme.Length..];
            if (path.StartsWith("//", StringComparison.Ordinal))
                path = path.IndexOf('/', 2) is var slash and > 0 ? path[slash..] : "";
            return Tree.LocalPathOf(path.TrimStart('/'));
        }

        if (artifactUri.StartsWith("http", StringComparison.Ordinal) && artifactUri.IndexOf(RouteAnchor, StringComparison.Ordinal) is var at and > 0)
            return Tree.LocalPathOf(artifactUri[(at + RouteAnchor.Length)..]);
        if (artifactUri.StartsWith("file:///", StringComparison.Ordinal))
            return Path.GetFullPath(Uri.UnescapeDataString(PathOf(artifactUri["file://".Length..])));
        if (artifactUri.StartsWith('/'))
            return Path.GetFullPath(artifactUri);
        throw new PlatformException(DataErrors.UnsafePath, $"The artifact location `{artifactUri}` is not on this machine.", "Read it where it is stored.");
    }

    /// <returns>The path below <see cref="Tree"/> of a location that this server proxies; null of any other.</returns>
    public string? ProxiedPathOf(string artifactUri)
    {
        var root = Tree.Folder.TrimEnd('/') + "/";
        return artifactUri.StartsWith(Scheme, StringComparison.Ordinal) || artifactUri.StartsWith("http", StringComparison.Ordinal)
            ? LocalPathOf(artifactUri) + "/" is var local && local.StartsWith(root, StringComparison.Ordinal) ? local[root.Length..].TrimEnd('/') : null
            : null;
    }

    private static string PathOf(string uri) => uri.AsSpan().IndexOfAny('?', '#') is var end and >= 0 ? uri[..end] : uri;

    /// <summary>The files of one location, such as a run's.</summary>
    public ArtifactTree TreeOf(string artifactUri) => new(LocalPathOf(artifactUri));
}
