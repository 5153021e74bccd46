using System.CommandLine;
using System.Globalization;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Jobs;
using MLPlatform.Contracts.Time;
using MLPlatform.Magics.Areas.Jobs;
using MLPlatform.Magics.Tree;
using MLPlatform.Plots.Reports;
using MLPlatform.Sdk.Jobs;

namespace MLPlatform.Magics.Areas;

internal sealed class TrainCommand : PlatformCommand
{
    private readonly TrainOptions _options = new();
    private readonly Option<bool> _estimate = new("--estimate") { Description = "Say where it would run and what it would cost at most; start nothing." };
    private readonly Option<bool> _detach = new("--detach") { Description = "Do not wait: the job's output is one `jobs attach` away." };
    private readonly Option<string> _onInterrupt = new("--on-interrupt") { Description = "What interrupting the cell does: detach and let the job go on, or cancel it.", DefaultValueFactory = _ => "detach" };

    public TrainCommand()
        : base(
            "train",
            "Run the C# below as a training job, in a process of its own.",
            "train --in @train --name flight-delays --timeout 10m",
            "train --in @train --cpu 2 --memory 4GB --retries 2 --out report.txt",
            "train --in @train --budget 5USD --timeout 2h --estimate",
            "train --in @train --detach")
    {
        _onInterrupt.AcceptOnlyFromAmong("detach", "cancel");
        foreach (var option in _options.All.Concat([_estimate, _detach, _onInterrupt]))
            Add(option);
    }

    public override bool TakesBody => true;

    public override async Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancel)
    {
        if (call.Session is null)
            throw new PlatformException(CommandErrors.BadValue, "`train` runs a notebook cell, and there is no notebook here.", "Put it into a notebook and run `mlplatform notebook run FILE`.");
        var request = _options.Read(call, call.Session);
        if (call.Get(_estimate))
            return Estimated(await call.Platform.Jobs.EstimateTrainingAsync(request, cancel), request);
        var (job, runId) = await call.Platform.Jobs.SubmitTrainingAsync(request, cancel);
        if (call.Get(_detach))
            return new CommandResult($"**Detached.** Job `{job.Id}` runs on {job.Target}. `#!mlplatform jobs attach {job.Id}` shows its output, `jobs cancel {job.Id}` ends it.", job);
        try
        {
            job = await call.Platform.Jobs.FollowAsync(job.Id, cancel: cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return await InterruptedAsync(call, job, request);
        }

        return await FinishedAsync(call, job, runId, cancel);
    }

    // The cell's own token is used up: ending the job is what the interrupt asks for.
    private async Task<CommandResult> InterruptedAsync(CommandCall call, JobRecord job, TrainingRequest request)
    {
        if (call.Get(_onInterrupt) == "cancel")
        {
            job = await call.Platform.Jobs.CancelAsync(job.Id, CancellationToken.None);
            return new CommandResult($"**job `{job.Spec.Name}` {job.State.ToString().ToLowerInvariant()}**: the cell was interrupted.", job);
        }

        return new CommandResult($"**Detached.** Job `{job.Id}` goes on at {job.Target}{(request.Timeout is { } limit ? $", for at most {Durations.Format(limit)}" : "")}. `#!mlplatform jobs attach {job.Id}` shows its output again, `jobs cancel {job.Id}` ends it.", job);
    }

    private static CommandResult Estimated(JobEstimate estimate, TrainingRequest request) => new(
        $"**{estimate.Target}**: {estimate.Where} · {Price(estimate)} · {Spelled.Bytes(estimate.InputBytes)} to carry · nothing was started",
        estimate,
        null,
        [
            estimate.PricedOn is { } day ? $"prices of {day}; your own go into prices.csv of the platform home" : $"no price for {estimate.Target}: add `{estimate.Target},hour,PRICE,DATE` to prices.csv of the platform home",
            request.Timeout is null ? "no --timeout: only a budget bounds the cost" : $"timeout {Durations.Format(request.Timeout.Value)}, {Spelled.Count(request.Retries + 1, "attempt")} at most",
        ])
    { CSharp = "await ml.Jobs.EstimateTrainingAsync(new TrainingRequest { … })" };

    private static string Price(JobEstimate estimate) => estimate switch
    {
        { UsdPerHour: null } => "price not known",
        { UsdPerHour: 0 } => "free",
        { AtMostUsd: { } most } => string.Create(CultureInfo.InvariantCulture, $"{estimate.UsdPerHour:0.####} USD an hour, at most {most:0.####} USD"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{estimate.UsdPerHour:0.####} USD an hour, with no limit"),
    };

    private static async Task<CommandResult> FinishedAsync(CommandCall call, JobRecord job, string runId, CancellationToken cancel)
    {
        var run = await call.Platform.Runs.GetAsync(runId, cancel);
        var metrics = run.Metrics.Where(metric => metric.Key.EndsWith("_auc", StringComparison.Ordinal) && !metric.Key.StartsWith("train_", StringComparison.Ordinal) && !metric.Key.StartsWith("valid_", StringComparison.Ordinal))
            .Select(metric => string.Create(CultureInfo.InvariantCulture, $"{metric.Key.Replace('_', ' ')} {metric.Value:0.000}"));
        var took = job is { StartedAt: { } from, EndedAt: { } to } ? UnixMicros.ToInstant(to) - UnixMicros.ToInstant(from) : TimeSpan.Zero;
        var cost = job.UsdPerHour > 0 ? $" · {JobsCost.Spell(JobsCost.Total(job))}" : "";
        return new CommandResult(
            $"**run `{run.Name}` finished** {Spelled.Time(took)} on {job.Target}{cost} · {string.Join(" · ", metrics.DefaultIfEmpty("no test metric logged"))} · parameters, metrics, code, data hash{(run.Tags.ContainsKey(RunTags.ModelSource) ? ", model" : "")} recorded",
            run,
            null,
            [$"run {run.Id}", $"job {job.Id}, attempt {job.Attempt}", $"where {job.Where}", .. run.Data.Select(input => $"data {input.Dataset.Name} digest {input.Dataset.Digest}")])
        { CSharp = "await ml.TrainAsync(new TrainingRequest { … })" };
    }
}
