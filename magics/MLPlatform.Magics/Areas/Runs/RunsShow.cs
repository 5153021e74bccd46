using System.CommandLine;
using MLPlatform.Magics.Tree;
using MLPlatform.Plots.Reports;
using MLPlatform.Plots.Tables;

namespace MLPlatform.Magics.Areas.Runs;

internal sealed class RunsShow : PlatformCommand
{
    private readonly Argument<string> _run = new("RUN") { Description = "A run: name, id or @value." };

    public RunsShow()
        : base("show", "One run: parameters, metrics, data.", "runs show tidy-heron-27") => Add(_run);

    public override async Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancel)
    {
        var run = await call.Platform.Runs.GetAsync(call.RunReference(call.Get(_run)), cancel);
        var metrics = Table.Of(["metric", "value"], [.. run.Metrics.OrderBy(metric => metric.Key, StringComparer.Ordinal).Select(metric => (IReadOnlyList<string?>)[metric.Key, Spelled.Number(metric.Value)])]);
        var parameters = Table.Of(["parameter", "value"], [.. run.Parameters.OrderBy(parameter => parameter.Key, StringComparer.Ordinal).Select(parameter => (IReadOnlyList<string?>)[parameter.Key, parameter.Value])]);
        return new CommandResult(
            $"**run `{run.Name}`** {run.Status.ToLowerInvariant()}{(run.Duration is { } took ? $" in {Spelled.Time(took)}" : "")}",
            run,
            [metrics, parameters],
            [$"id {run.Id}", .. run.Tags.Select(tag => $"{tag.Key} {tag.Value}"), .. run.Data.Select(input => $"data {input.Dataset.Name} digest {input.Dataset.Digest}")])
        { CSharp = $"await ml.Runs.GetAsync(\"{run.Name}\")" };
    }
}
