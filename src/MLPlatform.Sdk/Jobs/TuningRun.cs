using System.Collections.Concurrent;
using System.Globalization;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Jobs;
using MLPlatform.Contracts.Text;
using MLPlatform.Contracts.Tracking;
using MLPlatform.ControlPlaneClient;
using MLPlatform.Plots.Progress;
using MLPlatform.Training.Checkpointing;
using MLPlatform.Training.Tuning;

namespace MLPlatform.Sdk.Jobs;

/// <summary>A search: jobs of one cell with other values, each a child run of one parent.</summary>
/// <remarks>What was told is kept in the platform home by the parent run; a trial whose job still runs, or ended while nobody looked, is taken up and not run again.</remarks>
internal sealed class TuningRun(Platform platform, TuningRequest request)
{
    private const string ParentTag = "mlflow.parentRunId", TrialTag = "mlplatform.trial";
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(400);

    private readonly ConcurrentDictionary<int, (string Job, string Run)> _children = [];

    /// <exception cref="PlatformException">A trial was refused, or the cell logs no such metric.</exception>
    public async Task<TuningOutcome> RunAsync(CancellationToken cancel)
    {
        if (request.Parallel is < 1 or > 64)
            throw new PlatformException(TrainingErrors.BadOption, $"Parallel = `{request.Parallel}` is out of range.", "It is from 1 to 64.");
        var controlPlane = await platform.ConnectAsync(cancel);
        var parent = await ParentAsync(controlPlane, cancel);
        var study = new Study(request.Space, request.Options, new Checkpoints(Path.Combine(platform.Home.Folder, "tuning", parent)));
        using (var curve = new LiveCurve(platform.Display, "search", "trial", request.Metric, platform.Time))
        using (var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel))
        {
            // The first that fails ends the others: their jobs are cancelled and no more are started.
            var workers = Enumerable.Range(0, request.Parallel).Select(_ => WorkAsync(controlPlane, parent, study, curve, stop)).ToList();
            await Task.WhenAll(workers);
        }

        return await EndAsync(controlPlane, parent, study, cancel);
    }

    private async Task WorkAsync(ControlPlane controlPlane, string parent, Study study, LiveCurve curve, CancellationTokenSource stop)
    {
        try
        {
            while (!stop.IsCancellationRequested && study.Next() is { } trial)
            {
                await TryAsync(controlPlane, parent, study, trial, stop.Token);
                if (study.Results[trial.Number].Value is { } value)
                {
                    curve.Add("trials", trial.Number, value);
                    if (study.Best is { Value: { } best })
                        curve.Add("best so far", trial.Number, best);
                }
            }
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }

    private async Task TryAsync(ControlPlane controlPlane, string parent, Study study, Trial trial, CancellationToken cancel)
    {
        var (jobId, runId) = _children.TryGetValue(trial.Number, out var known) ? known : await SubmitAsync(parent, trial, cancel);
        _children[trial.Number] = (jobId, runId);
        try
        {
            var seen = 0L;
            var job = await controlPlane.Jobs.GetAsync(jobId, cancel);
            while (job.State is JobState.Queued or JobState.Running)
            {
                await Task.Delay(Poll, platform.Time, cancel);
                if (request.Options.FirstRung > 0 && await StandsBadlyAsync(controlPlane, study, runId, seen, cancel) is (var last, { } value))
                {
                    seen = last;
                    if (!double.IsPositiveInfinity(value))
                    {
                        await controlPlane.Jobs.CancelAsync(jobId, cancel);
                        study.Tell(trial, value, stopped: true);
                        return;
                    }
                }

                job = await controlPlane.Jobs.GetAsync(jobId, cancel);
            }

            study.Tell(trial, job.State == JobState.Succeeded ? await ValueAsync(runId, cancel) : double.NaN);
        }
        catch (OperationCanceledException)
        {
            await controlPlane.Jobs.CancelAsync(jobId, CancellationToken.None);
            throw;
        }
    }

    /// <returns>The last step looked at, and the value the trial is given up with; infinity where it goes on, null where there was nothing new.</returns>
    private async Task<(long Last, double? Value)> StandsBadlyAsync(ControlPlane controlPlane, Study study, string runId, long seen, CancellationToken cancel)
    {
        var history = (await controlPlane.Tracking.MetricHistoryAsync(runId, request.Metric, cancel)).Where(metric => metric.Step > seen).OrderBy(metric => metric.Step).ToList();
        foreach (var metric in history)
            if (study.ShouldStop((int)metric.Step, metric.Value))
                return (metric.Step, metric.Value);
        return history.Count == 0 ? (seen, null) : (history[^1].Step, double.PositiveInfinity);
    }

    private async Task<(string Job, string Run)> SubmitAsync(string parent, Trial trial, CancellationToken cancel)
    {
        var values = trial.Space.Select(parameter => TrainingParameter.Of(parameter.Name, parameter.Choices.Count > 0 ? trial.Choice(parameter.Name) : parameter.IsWhole ? trial.Whole(parameter.Name) : trial.Real(parameter.Name)));
        var (job, run) = await platform.Jobs.SubmitTrainingAsync(
            request.Training with
            {
                Parameters = [.. request.Training.Parameters, .. values],
                Tags = [.. request.Training.Tags, new Tag(ParentTag, parent), new Tag(TrialTag, trial.Number.ToString(CultureInfo.InvariantCulture))],
            },
            cancel);
        return (job.Id, run);
    }

    private async Task<double> ValueAsync(string runId, CancellationToken cancel)
    {
        var run = await platform.Runs.GetAsync(runId, cancel);
        return run.Metrics.TryGetValue(request.Metric, out var value) ? value : throw new PlatformException(
            TrackingErrors.MetricNotFound,
            $"The cell logged no metric `{request.Metric}` to its run.",
            Nearest.To(request.Metric, run.Metrics.Keys) is { } near ? $"Did you mean `{near}`?" : $"It logged {string.Join(", ", run.Metrics.Keys.DefaultIfEmpty("none"))}.");
    }

    private async Task<string> ParentAsync(ControlPlane controlPlane, CancellationToken cancel)
    {
        var experiment = (await controlPlane.Tracking.GetOrCreateExperimentAsync(request.Training.Name, cancel)).ExperimentId;
        if (request.Resume is null)
            return (await controlPlane.Tracking.CreateRunAsync(experiment, null, [new Tag("mlplatform.tune", request.Options.Method.ToString().ToLowerInvariant())], cancel)).Info.RunId;
        var parent = await platform.Runs.GetAsync(request.Resume, cancel);
        await controlPlane.Tracking.UpdateRunAsync(parent.Id, "RUNNING", cancel: cancel);
        var children = await controlPlane.Tracking.SearchRunsAsync([experiment], $"tags.`{ParentTag}` = '{parent.Id}'", maxResults: 10_000, cancel: cancel);
        foreach (var child in children.Select(Runs.RunRecord.Of).Where(child => child.Status is "RUNNING" or "FINISHED"))
        {
            if (child.Tags.TryGetValue(TrialTag, out var number) && child.Tags.TryGetValue(RunTags.Job, out var job))
                _children[int.Parse(number, CultureInfo.InvariantCulture)] = (job, child.Id);
        }

        return parent.Id;
    }

    private async Task<TuningOutcome> EndAsync(ControlPlane controlPlane, string parent, Study study, CancellationToken cancel)
    {
        var trials = study.Results.Select(OutcomeOf).ToList();
        var best = study.Best is { } found ? OutcomeOf(found) : null;
        var bestRun = best is not null && _children.TryGetValue(best.Number, out var child) ? child.Run : null;
        if (best is not null)
            await controlPlane.Tracking.LogBatchAsync(
                parent,
                [new Metric(request.Metric, best.Value!.Value, platform.Time.GetUtcNow().ToUnixTimeMilliseconds(), trials.Count)],
                [],
                [new Tag("mlplatform.tune.best", bestRun ?? ""), .. best.Values.Select(value => new Tag("mlplatform.tune.best." + value.Key, value.Value))],
                cancel);
        await controlPlane.Tracking.UpdateRunAsync(parent, best is null ? "FAILED" : "FINISHED", cancel: cancel);
        return new TuningOutcome(parent, trials, best, bestRun);
    }

    private static TrialOutcome OutcomeOf(TrialResult result) =>
        new(result.Trial.Number, result.Trial.Texts, result.Value, result.Value is null ? "failed" : result.Stopped ? "stopped" : "succeeded");
}
