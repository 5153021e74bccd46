using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Jobs;
using MLPlatform.Plots.Output;
using MLPlatform.Sdk.Runs;

namespace MLPlatform.Sdk.Jobs;

/// <summary>Workloads the control plane admits, runs and keeps the journal of.</summary>
public sealed class JobArea
{
    private readonly Platform _platform;

    internal JobArea(Platform platform) => _platform = platform;

    public async Task<IReadOnlyList<JobRecord>> ListAsync(CancellationToken cancel = default) => await (await _platform.ConnectAsync(cancel)).Jobs.ListAsync(cancel);

    /// <param name="reference">Id, or its first characters.</param>
    /// <exception cref="PlatformException">No such job.</exception>
    public async Task<JobRecord> GetAsync(string reference, CancellationToken cancel = default)
    {
        var jobs = await ListAsync(cancel);
        return jobs.FirstOrDefault(job => job.Id == reference)
            ?? jobs.SingleOrNull(job => job.Id.StartsWith(reference, StringComparison.Ordinal) || job.Id.EndsWith(reference, StringComparison.Ordinal))
            ?? throw new PlatformException(JobErrors.NotFound, $"There is no job `{reference}`.", "`mlplatform jobs list` shows the jobs.");
    }

    public async Task<JobRecord> CancelAsync(string reference, CancellationToken cancel = default)
    {
        var job = await GetAsync(reference, cancel);
        return await (await _platform.ConnectAsync(cancel)).Jobs.CancelAsync(job.Id, cancel);
    }

    /// <summary>Packs a training cell, opens its run and hands it to the control plane.</summary>
    /// <returns>The job, queued or running, with the run it writes.</returns>
    /// <exception cref="PlatformException">The target refuses it; nothing has started, and no run is left open.</exception>
    public async Task<(JobRecord Job, string RunId)> SubmitTrainingAsync(TrainingRequest request, CancellationToken cancel = default)
    {
        var controlPlane = await _platform.ConnectAsync(cancel);
        return await WithFolderAsync(async folder =>
        {
            var pack = new TrainingPack(controlPlane, request, folder);
            // Refused before a run exists: an unknown target or GPU leaves no trace.
            await controlPlane.Jobs.EstimateAsync(await pack.MeasureAsync(cancel), request.Target, cancel);
            var experiment = await controlPlane.Tracking.GetOrCreateExperimentAsync(request.Name, cancel);
            var run = (await controlPlane.Tracking.CreateRunAsync(experiment.ExperimentId, null, pack.Tags(), cancel)).Info;
            if (pack.Datasets.Count > 0)
                await controlPlane.Tracking.LogInputsAsync(run.RunId, pack.Datasets, cancel);
            var job = await controlPlane.Jobs.SubmitAsync(await pack.UploadAsync(run.RunId, cancel), request.Target, cancel);
            await controlPlane.Tracking.SetTagAsync(run.RunId, RunTags.Job, job.Id, cancel);
            return (job, run.RunId);
        });
    }

    /// <summary>What a training cell would run on and at most cost. Nothing is uploaded or started.</summary>
    public async Task<JobEstimate> EstimateTrainingAsync(TrainingRequest request, CancellationToken cancel = default)
    {
        var controlPlane = await _platform.ConnectAsync(cancel);
        return await WithFolderAsync(async folder => await controlPlane.Jobs.EstimateAsync(await new TrainingPack(controlPlane, request, folder).MeasureAsync(cancel), request.Target, cancel));
    }

    /// <summary>Submits a training cell, shows its output as it comes, and waits for its end.</summary>
    /// <returns>The run it wrote.</returns>
    /// <exception cref="PlatformException">The job was refused or did not succeed.</exception>
    public async Task<RunRecord> TrainAsync(TrainingRequest request, CancellationToken cancel = default)
    {
        var (job, runId) = await SubmitTrainingAsync(request, cancel);
        await FollowAsync(job.Id, cancel: cancel);
        return await _platform.Runs.GetAsync(runId, cancel);
    }

    /// <summary>What a job has written so far, of one attempt or of all, as text.</summary>
    /// <param name="attempt">Null for all that there were.</param>
    public async Task<IReadOnlyList<JobEvent>> LogsAsync(string reference, int? attempt = null, CancellationToken cancel = default)
    {
        var job = await GetAsync(reference, cancel);
        var controlPlane = await _platform.ConnectAsync(cancel);
        var events = new List<JobEvent>();
        for (var one = attempt ?? 1; one <= (attempt ?? Math.Max(1, job.Attempt)); one++)
            events.AddRange(await controlPlane.Jobs.ReadAsync(job.Id, one, cancel: cancel));
        return events;
    }

    /// <returns>What the last attempt of a job left in its folder, by path.</returns>
    public async Task<IReadOnlyList<JobFile>> FilesAsync(string reference, CancellationToken cancel = default)
    {
        var job = await GetAsync(reference, cancel);
        return await (await _platform.ConnectAsync(cancel)).Jobs.FilesAsync(job.Id, Math.Max(1, job.Attempt), cancel);
    }

    /// <summary>Copies files that a job left. A file appears whole or not at all.</summary>
    /// <param name="paths">Files or folders as <see cref="FilesAsync"/> names them; none for what the job was to leave (<c>--out</c>), else everything.</param>
    /// <param name="toFolder">Made when it is missing.</param>
    /// <returns>The files fetched.</returns>
    /// <exception cref="PlatformException"><see cref="JobErrors.NoFile"/>.</exception>
    public async Task<IReadOnlyList<JobFile>> FetchAsync(string reference, IReadOnlyList<string> paths, string toFolder, CancellationToken cancel = default)
    {
        var job = await GetAsync(reference, cancel);
        var attempt = Math.Max(1, job.Attempt);
        var jobs = (await _platform.ConnectAsync(cancel)).Jobs;
        var there = await jobs.FilesAsync(job.Id, attempt, cancel);
        return await JobFetch.RunAsync(paths.Count > 0 ? paths : job.Spec.Outputs, there, toFolder, (path, stream) => jobs.FetchAsync(job.Id, attempt, path, stream, cancel), cancel);
    }

    /// <summary>Shows a job's output as if it ran here, from a sequence number on, until the job ends.</summary>
    /// <exception cref="PlatformException">The job failed, timed out or was cancelled; its output has been shown.</exception>
    public async Task<JobRecord> FollowAsync(string id, long fromSequence = 1, CancellationToken cancel = default)
    {
        var controlPlane = await _platform.ConnectAsync(cancel);
        var display = _platform.Display;
        await foreach (var line in controlPlane.Jobs.FollowAsync(id, fromSequence, cancel))
            Replay(line, display);
        var job = await controlPlane.Jobs.GetAsync(id, cancel);
        return JobEnd.Of(job);
    }

    private static async Task<T> WithFolderAsync<T>(Func<string, Task<T>> work)
    {
        var folder = Directory.CreateTempSubdirectory("mlplatform-pack-").FullName;
        try
        {
            return await work(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Replay(JobEvent line, IDisplay display)
    {
        switch (line)
        {
            case { Type: JobEventType.Text, Text: { } text }:
                display.Write(text, line.Stream == "stderr");
                break;
            case { Type: JobEventType.Display, Mime: { } mime }:
                display.Show(MimeEvents.FromEvent(mime), line.DisplayId);
                break;
            case { Type: JobEventType.Progress, Mime: { } mime, DisplayId: { } id }:
                display.Update(id, MimeEvents.FromEvent(mime));
                break;
        }
    }
}
