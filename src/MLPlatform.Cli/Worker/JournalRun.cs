using MLPlatform.Contracts.Jobs;
using MLPlatform.Contracts.Tracking;
using MLPlatform.Sdk.Runs;
using MLPlatform.Targets.Journal;

namespace MLPlatform.Cli.Worker;

/// <summary>The run of a worker that reaches no control plane: numbers and names go into the journal, artifacts into the attempt's folder, and the control plane reads both.</summary>
internal sealed class JournalRun(JournalWriter journal, string runId, string folder) : IRunSink
{
    public Task LogAsync(IReadOnlyList<Metric> metrics, IReadOnlyList<Param> parameters, IReadOnlyList<Tag> tags)
    {
        foreach (var metric in metrics)
            journal.Metric(metric.Key, metric.Value, metric.Step);
        foreach (var parameter in parameters)
            journal.Parameter(parameter.Key, parameter.Value);
        foreach (var tag in tags)
            journal.Tag(tag.Key, tag.Value ?? "");
        return Task.CompletedTask;
    }

    public Task<string> PutFolderAsync(string source, string artifactPath, CancellationToken cancel)
    {
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            cancel.ThrowIfCancellationRequested();
            Copy(file, Path.Combine(artifactPath, Path.GetRelativePath(source, file)));
        }

        return Task.FromResult(UriOf(artifactPath));
    }

    public Task<string> PutFileAsync(string file, string artifactFolder, CancellationToken cancel)
    {
        Copy(file, Path.Combine(artifactFolder, Path.GetFileName(file)));
        return Task.FromResult(UriOf($"{artifactFolder}/{Path.GetFileName(file)}".TrimStart('/')));
    }

    // The control plane ends the run by how the job ends.
    public Task EndAsync(string status) => Task.CompletedTask;

    private void Copy(string file, string artifact)
    {
        var destination = Path.Combine(folder, WorkloadFolders.Artifacts, artifact);
        Directory.CreateDirectory(Path.GetDirectoryName(destination)!);
        File.Copy(file, destination, overwrite: true);
    }

    private string UriOf(string artifactPath) => $"runs:/{runId}/{artifactPath}";
}
