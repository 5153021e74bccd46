using System.Net;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Platform;
using MLPlatform.Contracts.Tracking;

namespace MLPlatform.ControlPlaneClient.Tracking;

public sealed partial class TrackingClient
{
    private const string Scheme = "mlflow-artifacts:";

    /// <summary>Uploads every file below a folder.</summary>
    /// <param name="artifactPath">Where in the run's artifacts, such as <c>model</c>; empty for the root.</param>
    /// <returns>URI of what was uploaded, the source of a model version.</returns>
    public async Task<string> UploadFolderAsync(string runId, string folder, string artifactPath = "", CancellationToken cancel = default)
    {
        var root = Join(await ArtifactRootAsync(runId, cancel), artifactPath);
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            await PutAsync(Join(root, Path.GetRelativePath(folder, file)), file, cancel);
        return root;
    }

    /// <returns>URI of the file.</returns>
    public async Task<string> UploadFileAsync(string runId, string file, string artifactPath = "", CancellationToken cancel = default)
    {
        var uri = Join(Join(await ArtifactRootAsync(runId, cancel), artifactPath), Path.GetFileName(file));
        await PutAsync(uri, file, cancel);
        return uri;
    }

    /// <returns>One level; paths are relative to the run's artifact root.</returns>
    public async Task<IReadOnlyList<ArtifactFile>> ListArtifactsAsync(string runId, string? path = null, CancellationToken cancel = default)
    {
        var found = new List<ArtifactFile>();
        string? page = null;
        do
        {
            var answer = await GetAsync("artifacts/list", cancel, ("run_id", runId), ("path", path), ("page_token", page));
            found.AddRange(answer.Files ?? []);
            page = answer.NextPageToken;
        }
        while (!string.IsNullOrEmpty(page));
        return found;
    }

    /// <summary>Downloads a file or a whole tree of a run's artifacts, keeping paths relative to <paramref name="path"/>.</summary>
    /// <exception cref="PlatformException"><see cref="ModelErrors.NoArtifact"/> when nothing is there.</exception>
    public async Task DownloadArtifactsAsync(string runId, string path, string toFolder, CancellationToken cancel = default) =>
        await DownloadAsync(Join(await ArtifactRootAsync(runId, cancel), path), toFolder, cancel);

    /// <summary>Downloads what a version's source names: <c>mlflow-artifacts:/…</c> or <c>runs:/RUN/path</c>.</summary>
    /// <exception cref="PlatformException"><see cref="ModelErrors.NoArtifact"/> when nothing is there.</exception>
    public async Task DownloadAsync(string uri, string toFolder, CancellationToken cancel = default)
    {
        if (uri.StartsWith("runs:/", StringComparison.Ordinal))
        {
            var parts = uri["runs:/".Length..].Split('/', 2);
            uri = Join(await ArtifactRootAsync(parts[0], cancel), parts.Length == 2 ? parts[1] : "");
        }

        var path = PathIn(uri);
        if (await DownloadTreeAsync(path, "", toFolder, cancel) == 0 && !await DownloadFileAsync(path, Path.Combine(toFolder, path[(path.LastIndexOf('/') + 1)..]), cancel))
            throw new PlatformException(ModelErrors.NoArtifact, $"Nothing lies at `{uri}`.", "mlplatform runs show RUN lists what a run logged.");
    }

    private async Task<int> DownloadTreeAsync(string root, string below, string toFolder, CancellationToken cancel)
    {
        var listed = await CallAsync(() => new HttpRequestMessage(HttpMethod.Get, $"{ApiRoutes.ArtifactsPrefix}?path={Uri.EscapeDataString(Join(root, below))}"), cancel);
        var files = 0;
        foreach (var entry in listed.Files ?? [])
        {
            var name = entry.Path[(entry.Path.LastIndexOf('/') + 1)..];
            if (name is "" or "." or ".." || name.Contains('\\'))
                throw new PlatformException(TrackingErrors.ServerRefused, $"The tracking server lists an artifact named `{entry.Path}`.", "Such a name could leave the folder; nothing was written for it.");
            var relative = Join(below, name);
            if (entry.IsDir)
                files += await DownloadTreeAsync(root, relative, toFolder, cancel);
            else if (await DownloadFileAsync(Join(root, relative), Path.Combine(toFolder, relative), cancel))
                files++;
        }

        return files;
    }

    private async Task<bool> DownloadFileAsync(string path, string destination, CancellationToken cancel)
    {
        using var response = await _channel.SendAsync(() => new HttpRequestMessage(HttpMethod.Get, $"{ApiRoutes.ArtifactsPrefix}/{Escape(path)}"), cancel);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return false;
        await ThrowIfRefusedAsync(response, cancel);
        Directory.CreateDirectory(Path.GetDirectoryName(destination)!);
        var draft = destination + ".part";
        await using (var file = File.Create(draft))
            await response.Content.CopyToAsync(file, cancel);
        File.Move(draft, destination, overwrite: true);
        return true;
    }

    private async Task PutAsync(string uri, string file, CancellationToken cancel)
    {
        var path = PathIn(uri);
        using var response = await _channel.SendAsync(
            () => new HttpRequestMessage(HttpMethod.Put, $"{ApiRoutes.ArtifactsPrefix}/{Escape(path)}") { Content = new StreamContent(File.OpenRead(file)) }, cancel);
        await ThrowIfRefusedAsync(response, cancel);
    }

    private async Task<string> ArtifactRootAsync(string runId, CancellationToken cancel) =>
        Required((await GetRunAsync(runId, cancel)).Info.ArtifactUri, "artifact_uri");

    // mlflow-artifacts:/1/run/artifacts and mlflow-artifacts://host/1/run/artifacts both mean a path on the tracking server.
    private static string PathIn(string uri)
    {
        if (!uri.StartsWith(Scheme, StringComparison.Ordinal))
            throw new PlatformException(TrackingErrors.ServerRefused, $"Artifacts at `{uri}` do not go through the tracking server.", "Start the MLflow server with --serve-artifacts.");
        var rest = uri[Scheme.Length..];
        if (rest.StartsWith("//", StringComparison.Ordinal))
            rest = rest.IndexOf('/', 2) is var slash and > 0 ? rest[slash..] : "";
        return rest.Trim('/');
    }

    private static string Join(string left, string right) => right.Length == 0 ? left : left.Length == 0 ? right : $"{left.TrimEnd('/')}/{right}";

    private static string Escape(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}
