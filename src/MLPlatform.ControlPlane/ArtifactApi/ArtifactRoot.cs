using MLPlatform.Contracts.Tracking;
using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.ArtifactApi;

/// <summary>The folder that <c>mlflow-artifacts:</c> locations live in.</summary>
internal sealed class ArtifactRoot(string folder)
{
    private const string Scheme = "mlflow-artifacts:";
    private const string RouteAnchor = "/api/2.0/mlflow-artifacts/artifacts/";

    public string Folder { get; } = Path.GetFullPath(folder);

    /// <summary>Where this machine keeps an artifact location: <c>mlflow-artifacts:/1/RUN/artifacts</c>, our own HTTP form of it, <c>file:</c> or a local path.</summary>
    /// <exception cref="MlflowRefusal">The location is somewhere else, or leaves its folder.</exception>
    public string LocalPathOf(string artifactUri)
    {
        if (artifactUri.StartsWith(Scheme, StringComparison.Ordinal))
        {
            var path = artifactUri[Scheme.Length..];
            if (path.StartsWith("//", StringComparison.Ordinal))
                path = path.IndexOf('/', 2) is var slash and > 0 ? path[slash..] : "";
            return PathOf(path.TrimStart('/'));
        }

        if (artifactUri.StartsWith("http", StringComparison.Ordinal) && artifactUri.IndexOf(RouteAnchor, StringComparison.Ordinal) is var at and > 0)
            return PathOf(artifactUri[(at + RouteAnchor.Length)..]);
        if (artifactUri.StartsWith("file:///", StringComparison.Ordinal))
            return Path.GetFullPath(ArtifactPath.Decoded(artifactUri["file://".Length..]));
        if (artifactUri.StartsWith('/'))
            return Path.GetFullPath(artifactUri);
        throw MlflowRefusal.Invalid($"The artifact location '{artifactUri}' is not served by this server.");
    }

    /// <param name="path">Relative to the root; empty is the root itself.</param>
    public string PathOf(string path) => Path.Combine(Folder, ArtifactPath.Safe(path));

    /// <returns>Folders and files directly in <paramref name="folder"/>, by name; empty when there is no such folder.</returns>
    public static List<ArtifactFile> List(string folder, string prefix)
    {
        var directory = new DirectoryInfo(folder);
        if (!directory.Exists)
            return [];
        return directory.EnumerateFileSystemInfos()
            .Where(entry => !ArtifactUpload.IsPartial(entry.Name))
            .OrderBy(entry => entry.Name, StringComparer.Ordinal)
            .Select(entry => entry is FileInfo file
                ? new ArtifactFile(Joined(prefix, entry.Name), false, file.Length)
                : new ArtifactFile(Joined(prefix, entry.Name), true))
            .ToList();
    }

    private static string Joined(string prefix, string name) => prefix.Length == 0 ? name : $"{prefix}/{name}";
}
