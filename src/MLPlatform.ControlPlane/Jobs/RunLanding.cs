using Microsoft.Extensions.Logging;
using MLPlatform.Contracts.Jobs;
using MLPlatform.Contracts.Time;
using MLPlatform.Contracts.Tracking;
using MLPlatform.ControlPlane.ArtifactApi;
using MLPlatform.ControlPlane.Store;
using MLPlatform.ControlPlane.Tracking.Runs;
using MLPlatform.ControlPlane.Tracking.Wire;
using MLPlatform.Targets;

namespace MLPlatform.ControlPlane.Jobs;

/// <summary>
/// Brings the run of a workload that cannot call the control plane into the store: its journal as it grows, its artifacts when the attempt has succeeded, so
/// that an attempt that lost never leaves any.
/// </summary>
/// <remarks>Reading the same events again, as a restarted control plane does, changes nothing: an exact repeat of a metric is dropped.</remarks>
internal sealed class RunLanding(Database database, ArtifactRoot artifacts, ITarget target, JobRecord job, ILogger log, TimeProvider time)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    private long _next = 1;

    private string Run => job.Spec.RunId!;

    /// <summary>Reads along until the attempt has ended.</summary>
    public async Task<AttemptEnd> FollowAsync(Task<AttemptEnd> end, CancellationToken stop)
    {
        while (await Task.WhenAny(end, Task.Delay(Every, time, stop)) != end)
        {
            stop.ThrowIfCancellationRequested();
            await ReadAsync(stop);
        }

        return await end;
    }

    /// <exception cref="Contracts.Errors.PlatformException">An artifact could not be stored.</exception>
    public async Task FinishAsync(AttemptOutcome outcome, CancellationToken cancel)
    {
        await ReadAsync(cancel);
        if (outcome.State != JobState.Succeeded)
            return;
        var location = database.Read(connection => RunStore.Info(connection, Run)).ArtifactUri ?? "";
        var tree = artifacts.TreeOf(location);
        var prefix = WorkloadFolders.Artifacts + "/";
        foreach (var file in (await target.FilesAsync(job.Id, job.Attempt, cancel)).Where(file => file.Path.StartsWith(prefix, StringComparison.Ordinal)))
        {
            if (await target.FetchAsync(job.Id, job.Attempt, file.Path, cancel) is not { } content)
                continue;
            await using (content)
                await tree.PutAsync(file.Path[prefix.Length..], content, cancel);
        }

        await database.WriteAsync(
            transaction => transaction.Execute(
                "UPDATE runs SET status = 'FINISHED', end_time = ? WHERE run_uuid = ? AND status = 'RUNNING'", UnixMicros.Now(time) / UnixMicros.PerMillisecond, Run),
            cancel);
    }

    private async Task ReadAsync(CancellationToken cancel)
    {
        var events = await target.Journal(job.Id, job.Attempt).ReadAsync(_next, cancel);
        if (events.Count == 0)
            return;
        var metrics = events.Where(line => line is { Type: JobEventType.Metric, Name: not null, Value: not null })
            .Select(line => new Metric(line.Name!, line.Value!.Value, line.Time / UnixMicros.PerMillisecond, line.Step ?? 0)).ToList();
        var parameters = events.Where(line => line is { Type: JobEventType.Parameter, Name: not null }).Select(line => new Param(line.Name!, line.Text ?? "")).ToList();
        var tags = events.Where(line => line is { Type: JobEventType.Tag, Name: not null }).ToList();
        try
        {
            await database.WriteAsync(transaction => Write(transaction, metrics, parameters, tags), cancel);
        }
        catch (MlflowRefusal refused)
        {
            // A parameter that a later attempt gives another value, or a run someone deleted: the job itself goes on.
            log.LogWarning("What job {Job} writes to its run {Run} is refused: {Message}", job.Id, Run, refused.Message);
        }

        _next = events[^1].Sequence + 1;
    }

    // Where artifacts will lie is known here, not where the workload ran.
    private void Write(StoreConnection transaction, IReadOnlyList<Metric> metrics, IReadOnlyList<Param> parameters, IEnumerable<JobEvent> tags)
    {
        var location = RunStore.RequireActive(transaction, Run).ArtifactUri ?? "";
        RunLogging.Metrics(transaction, Run, metrics);
        RunLogging.Params(transaction, Run, parameters);
        RunLogging.Tags(transaction, Run, [.. tags.Select(line => new Tag(line.Name!, (line.Text ?? "").Replace($"runs:/{Run}", location.TrimEnd('/'), StringComparison.Ordinal)))]);
    }
}
