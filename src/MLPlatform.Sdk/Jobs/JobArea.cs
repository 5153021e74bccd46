using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Contracts.Jobs;
using MLPlatform.Contracts.Time;
using MLPlatform.Contracts.Tracking;
using MLPlatform.ControlPlaneClient;
using MLPlatform.Plots.Output;

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
    public async Task<(JobRecord Job, string RunId)> SubmitTrainingAsync(TrainingRequest request, CancellationToken cancel = default)
    {
        var controlPlane = await _platform.ConnectAsync(cancel);
        var folder = Directory.CreateTempSubdirectory("mlplatform-pack-").FullName;
        try
        {
            var inputs = new List<TrainingInput>();
            var blobs = new List<WorkloadInput>();
            var pulls = new List<PullReceipt>();
            var datasets = new List<DatasetInput>();
            foreach (var (variable, frame) in request.Inputs)
            {
                var (input, hash) = (Path.Combine("inputs", variable + ".parquet"), frame.ContentHash());
                var file = Path.Combine(folder, variable + ".parquet");
                await Task.Run(() => frame.WriteParquet(file), cancel);
                blobs.Add(await PutAsync(controlPlane, file, input, cancel));
                inputs.Add(new TrainingInput(variable, input, hash));
                datasets.Add(DatasetSource.Of(variable, frame, hash));
                pulls.AddRange(await controlPlane.Features.ReceiptsAsync(hash, cancel));
            }

            var experiment = await controlPlane.Tracking.GetOrCreateExperimentAsync(request.Name, cancel);
            var run = (await controlPlane.Tracking.CreateRunAsync(experiment.ExperimentId, null, Tags(request), cancel)).Info;
            if (datasets.Count > 0)
                await controlPlane.Tracking.LogInputsAsync(run.RunId, datasets, cancel);
            var workload = new TrainingWorkload { RunId = run.RunId, Source = request.Source, Usings = request.Usings, Inputs = inputs, Pulls = [.. pulls.DistinctBy(pull => pull.ContentHash)], KeyColumns = await KeyColumnsAsync(controlPlane, pulls, cancel) };
            var description = Path.Combine(folder, TrainingWorkload.FileName);
            await File.WriteAllTextAsync(description, JsonSerializer.Serialize(workload, WorkloadJson.Default.TrainingWorkload), cancel);
            blobs.Add(await PutAsync(controlPlane, description, TrainingWorkload.FileName, cancel));
            var job = await controlPlane.Jobs.SubmitAsync(
                new WorkloadSpec { Name = request.Name, Kind = WorkloadKind.Job, Command = ["{mlplatform}", "worker", "--folder", "{folder}"], Inputs = blobs, Resources = request.Resources, Timeout = request.Timeout },
                request.Target,
                cancel);
            await controlPlane.Tracking.SetTagAsync(run.RunId, RunTags.Job, job.Id, cancel);
            return (job, run.RunId);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
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
        return job.State switch
        {
            JobState.Succeeded => job,
            JobState.TimedOut => throw new PlatformException(JobErrors.TimedOut, $"The job `{job.Spec.Name}` reached its limit of {Durations.Format(job.Spec.Timeout ?? TimeSpan.Zero)} and was stopped.", "Give it more with `--timeout`, or train on less."),
            JobState.Cancelled => throw new PlatformException(JobErrors.Cancelled, $"The job `{job.Spec.Name}` was cancelled.", null),
            _ => throw new PlatformException(JobErrors.Failed, $"The job `{job.Spec.Name}` failed: {job.Message ?? "it ended with exit code " + job.ExitCode?.ToString(CultureInfo.InvariantCulture)}.", $"`mlplatform jobs attach {job.Id}` shows its output again."),
        };
    }

    private static async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> KeyColumnsAsync(ControlPlane controlPlane, IEnumerable<PullReceipt> pulls, CancellationToken cancel)
    {
        var entities = (await controlPlane.Features.EntitiesAsync(cancel)).ToDictionary(entity => entity.Name);
        var keys = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (view, version) in pulls.SelectMany(pull => pull.FeatureColumns).Select(column => (column.View, column.ViewVersion)).Distinct())
        {
            var definition = await controlPlane.Features.ViewAsync(view, version, cancel);
            keys[view] = [.. entities[definition.Entity].Keys.Select(key => definition.KeyColumns.GetValueOrDefault(key.Name, key.Name))];
        }

        return keys;
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

    private static async Task<WorkloadInput> PutAsync(ControlPlane controlPlane, string file, string path, CancellationToken cancel) =>
        new(path, await controlPlane.Blobs.PutFileAsync(file, cancel), new FileInfo(file).Length);

    private static List<Tag> Tags(TrainingRequest request) =>
    [
        new(RunTags.Target, request.Target),
        new(RunTags.CodeHash, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(request.Source)))),
        new(RunTags.SourceType, "NOTEBOOK"),
        new(RunTags.User, Environment.UserName),
        .. GitCommit.Of(Environment.CurrentDirectory) is { } commit ? [new Tag(RunTags.GitCommit, commit)] : Array.Empty<Tag>(),
    ];
}
