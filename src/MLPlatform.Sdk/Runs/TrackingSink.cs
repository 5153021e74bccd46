using MLPlatform.Contracts.Tracking;
using MLPlatform.ControlPlaneClient.Tracking;

namespace MLPlatform.Sdk.Runs;

/// <summary>A run on a tracking server.</summary>
internal sealed class TrackingSink(TrackingClient tracking, string runId) : IRunSink
{
    public Task LogAsync(IReadOnlyList<Metric> metrics, IReadOnlyList<Param> parameters, IReadOnlyList<Tag> tags) => tracking.LogBatchAsync(runId, metrics, parameters, tags);

    public Task<string> PutFolderAsync(string folder, string artifactPath, CancellationToken cancel) => tracking.UploadFolderAsync(runId, folder, artifactPath, cancel);

    public Task<string> PutFileAsync(string file, string artifactFolder, CancellationToken cancel) => tracking.UploadFileAsync(runId, file, artifactFolder, cancel);

    public Task EndAsync(string status) => tracking.UpdateRunAsync(runId, status);
}
