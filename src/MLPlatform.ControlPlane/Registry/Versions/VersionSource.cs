using MLPlatform.ControlPlane.Store;
using MLPlatform.ControlPlane.Tracking.Runs;
using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.Registry.Versions;

/// <summary>Which sources a model version may have: a local path only inside the artifacts of its run, and no way out of any location.</summary>
internal static class VersionSource
{
    public static void Check(StoreConnection store, string source, string? run)
    {
        var scheme = Scheme(source);
        if (scheme is "models")
            return;
        if (scheme is "" or "file")
        {
            CheckLocal(store, source, run);
            return;
        }

        var path = Decoded(source);
        if (path.Contains('\0', StringComparison.Ordinal) || path.Split('/', '\\').Contains(".."))
        {
            throw MlflowRefusal.Invalid(
                $"Invalid model version source: '{source}'. If supplying a source as an http, https, local file path, ftp, objectstore, or mlflow-artifacts uri, an absolute path must be provided without relative path references present. Please provide an absolute path.");
        }
    }

    private static void CheckLocal(StoreConnection store, string source, string? run)
    {
        if (source.StartsWith("file://", StringComparison.Ordinal) && !source.StartsWith("file:///", StringComparison.Ordinal) && !source.StartsWith("file://localhost/", StringComparison.Ordinal))
            throw MlflowRefusal.Invalid($"{source} is not a valid remote uri. For remote access on windows, please consider using a different scheme such as SMB (e.g. smb://<hostname>/<path>).");
        if (!string.IsNullOrEmpty(run))
        {
            var root = RunStore.Info(store, run).ArtifactUri ?? "";
            if (Scheme(root) is "" or "file")
            {
                var inside = Local(source);
                var folder = Local(root).TrimEnd('/');
                if (inside == folder || inside.StartsWith(folder + "/", StringComparison.Ordinal))
                    return;
            }
        }

        throw MlflowRefusal.Invalid(
            $"Invalid model version source: '{source}'. To use a local path as a model version source, the run_id request parameter has to be specified and the local path has to be contained within the artifact directory of the run specified by the run_id.");
    }

    // A one-letter scheme is a drive, thus a local path.
    private static string Scheme(string uri)
    {
        var colon = uri.IndexOf(':', StringComparison.Ordinal);
        return colon > 1 && uri.AsSpan(0, colon).IndexOfAny('/', '\\', '?') < 0 ? uri[..colon].ToLowerInvariant() : "";
    }

    // Decoded until nothing changes, so that no layer below can decode once more.
    private static string Decoded(string text)
    {
        for (var next = Uri.UnescapeDataString(text); next != text; next = Uri.UnescapeDataString(text))
            text = next;
        return text;
    }

    private static string Local(string uri)
    {
        var path = Decoded(uri.StartsWith("file:", StringComparison.Ordinal) ? uri["file:".Length..] : uri);
        if (path.StartsWith("//", StringComparison.Ordinal))
            path = path[path.IndexOf('/', 2)..];
        return Path.GetFullPath(path);
    }
}
