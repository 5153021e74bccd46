using System.CommandLine;
using System.Globalization;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Time;
using MLPlatform.Frames;
using MLPlatform.Kernel.Closures;
using MLPlatform.Magics.Tree;
using MLPlatform.Plots.Reports;
using MLPlatform.Sdk.Jobs;

namespace MLPlatform.Magics.Areas;

internal sealed class TrainCommand : PlatformCommand
{
    private readonly Option<string[]> _in = new("--in") { Description = "Frames the cell reads; nothing else of the notebook's state travels.", HelpName = "@FRAME", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string> _name = new("--name") { Description = "Experiment the run belongs to.", HelpName = "NAME", DefaultValueFactory = _ => "training" };
    private readonly Option<string> _on = new("--on") { Description = "Where it runs.", HelpName = "TARGET", DefaultValueFactory = _ => "local" };
    private readonly Option<string?> _timeout = new("--timeout") { Description = "Stop it after this long.", HelpName = "DURATION" };
    private readonly Option<bool> _detach = new("--detach") { Description = "Do not wait: the job's output is one `jobs attach` away." };

    public TrainCommand()
        : base("train", "Run the C# below as a training job, in a process of its own.", "train --in @train --name flight-delays --timeout 10m", "train --in @train --detach")
    {
        Add(_in);
        Add(_name);
        Add(_on);
        Add(_timeout);
        Add(_detach);
    }

    public override bool TakesBody => true;

    public override async Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancel)
    {
        if (call.Session is null)
            throw new PlatformException(CommandErrors.BadValue, "`train` runs a notebook cell, and there is no notebook here.", "Put it into a notebook and run `mlplatform notebook run FILE`.");
        var inputs = Inputs(call, call.Get(_in) ?? []);
        TimeSpan? timeout = call.Get(_timeout) is not { } text ? null
            : Durations.TryParse(text, out var parsed) ? parsed
            : throw new PlatformException(CommandErrors.BadValue, $"`--timeout {text}` is no duration.", "Write 90s, 15m, 2h or 7d.");
        var closure = CellClosure.Build(call.Session, call.Body, [.. inputs.Keys, "run", "ml"]);
        var (job, runId) = await call.Platform.Jobs.SubmitTrainingAsync(
            new TrainingRequest { Name = call.Get(_name), Source = closure.Source, Usings = closure.Usings, Inputs = inputs, Target = call.Get(_on), Timeout = timeout },
            cancel);
        if (call.Get(_detach))
            return new CommandResult($"**Detached.** Job `{job.Id}` runs on {job.Target}. `#!mlplatform jobs attach {job.Id}` shows its output, `jobs cancel {job.Id}` ends it.", job);
        try
        {
            job = await call.Platform.Jobs.FollowAsync(job.Id, cancel: cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return new CommandResult($"**Detached.** Job `{job.Id}` goes on at {job.Target}{(timeout is { } limit ? $", for at most {Durations.Format(limit)}" : "")}. `#!mlplatform jobs attach {job.Id}` shows its output again, `jobs cancel {job.Id}` ends it.", job);
        }

        var run = await call.Platform.Runs.GetAsync(runId, cancel);
        var metrics = run.Metrics.Where(metric => metric.Key.EndsWith("_auc", StringComparison.Ordinal) && !metric.Key.StartsWith("train_", StringComparison.Ordinal) && !metric.Key.StartsWith("valid_", StringComparison.Ordinal))
            .Select(metric => string.Create(CultureInfo.InvariantCulture, $"{metric.Key.Replace('_', ' ')} {metric.Value:0.000}"));
        var took = job is { StartedAt: { } from, EndedAt: { } to } ? UnixMicros.ToInstant(to) - UnixMicros.ToInstant(from) : TimeSpan.Zero;
        return new CommandResult(
            $"**run `{run.Name}` finished** {Spelled.Time(took)} on {job.Target} · {string.Join(" · ", metrics.DefaultIfEmpty("no test metric logged"))} · parameters, metrics, code, data hash{(run.Tags.ContainsKey(RunTags.ModelSource) ? ", model" : "")} recorded",
            run,
            null,
            [$"run {run.Id}", $"job {job.Id}, attempt {job.Attempt}", .. run.Data.Select(input => $"data {input.Dataset.Name} {DatasetLine(input)}")])
        { CSharp = "await ml.Jobs.SubmitTrainingAsync(new TrainingRequest { … })" };
    }

    // A file has no name that a cell could read it by.
    private static Dictionary<string, Frame> Inputs(CommandCall call, string[] references)
    {
        var inputs = new Dictionary<string, Frame>(StringComparer.Ordinal);
        foreach (var reference in references)
        {
            if (!reference.StartsWith('@'))
                throw new PlatformException(CommandErrors.BadValue, $"`--in {reference}` is no notebook value.", "Read it into a variable first, and pass `--in @variable`.");
            if (!inputs.TryAdd(reference[1..], call.Frame(reference)))
                throw new PlatformException(CommandErrors.BadValue, $"`--in {reference}` comes twice.", "Name each frame once.");
        }

        return inputs;
    }

    private static string DatasetLine(Contracts.Tracking.DatasetInput input) => $"digest {input.Dataset.Digest}";
}
