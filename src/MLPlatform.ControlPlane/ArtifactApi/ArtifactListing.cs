using MLPlatform.Artifacts.Trees;
using MLPlatform.Contracts.Tracking;
using MLPlatform.ControlPlane.Store;
using MLPlatform.ControlPlane.Tracking.Runs;
using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.ArtifactApi;

/// <summary>Files of an artifact location, one folder at a time.</summary>
internal static class ArtifactListing
{
    public static ArtifactList OfRun(ArtifactRoot artifacts, StoreConnection store, MlflowRequest request)
    {
        var run = request.RunId();
        var path = ArtifactPath.Safe(request.Text("path") ?? "");
        return Of(artifacts, RunStore.Info(store, run).ArtifactUri!, path);
    }

    /// <param name="path">Safe, relative to the location; files are named from the location on.</param>
    public static ArtifactList Of(ArtifactRoot artifacts, string location, string path) => new(location, Files(artifacts.TreeOf(location), path, entry => entry.Path));

    public static List<ArtifactFile>? Files(ArtifactTree tree, string path, Func<ArtifactEntry, string> nameOf)
    {
        var entries = tree.List(path);
        return entries.Count == 0 ? null : entries.Select(entry => new ArtifactFile(nameOf(entry), entry.IsFolder, entry.Bytes)).ToList();
    }
}
