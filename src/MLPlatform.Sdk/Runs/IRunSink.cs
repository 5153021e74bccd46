using MLPlatform.Contracts.Tracking;

namespace MLPlatform.Sdk.Runs;

/// <summary>Where an active run is written to: a tracking server, or a job's journal where none can be reached.</summary>
public interface IRunSink
{
    Task LogAsync(IReadOnlyList<Metric> metrics, IReadOnlyList<Param> parameters, IReadOnlyList<Tag> tags);

    /// <returns>URI of what lies there then.</returns>
    Task<string> PutFolderAsync(string folder, string artifactPath, CancellationToken cancel);

    /// <returns>URI of the file.</returns>
    Task<string> PutFileAsync(string file, string artifactFolder, CancellationToken cancel);

    /// <param name="status"><c>FINISHED</c> or <c>FAILED</c>.</param>
    Task EndAsync(string status);
}
