using System.CommandLine;
using MLPlatform.Magics.Tree;
using MLPlatform.Plots.Reports;
using MLPlatform.Plots.Tables;
using MLPlatform.Sdk.Runs;

namespace MLPlatform.Magics.Areas.Runs;

internal sealed class RunsList : PlatformCommand
{
    private readonly Option<string?> _experiment = new("--experiment") { Description = "Only runs of this experiment.", HelpName = "NAME" };
    private readonly Option<string?> _where = new("--where") { Description = "Filter in MLflow's grammar.", HelpName = "FILTER" };

    public RunsList()
        : base("list", "Runs, newest first.", "runs list", "runs list --experiment flight-delays --where \"metrics.test_auc > 0.7\"")
    {
        Add(_experiment);
        Add(_where);
    }

    public override async Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancel)
    {
        var runs = await call.Platform.Runs.ListAsync(call.Get(_experiment), call.Get(_where), cancel);
        return new CommandResult($"**{Spelled.Count(runs.Count, "run")}**", runs, runs.Count == 0 ? [] : [TableOf(runs)]) { CSharp = "await ml.Runs.ListAsync()" };
    }

    internal static Table TableOf(IReadOnlyList<RunRecord> runs)
    {
        var metrics = runs.SelectMany(run => run.Metrics.Keys).Where(key => !key.StartsWith("train_", StringComparison.Ordinal) && !key.StartsWith("valid_", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(8).ToArray();
        return new Table(
            [new TableColumn("run"), new TableColumn("status"), new TableColumn("started"), new TableColumn("took", Align: Align.Right), .. metrics.Select(metric => new TableColumn(metric, Align: Align.Right))],
            [.. runs.Select(run => (IReadOnlyList<string?>)[run.Name, run.Status.ToLowerInvariant(), Spelled.Day(run.Started), run.Duration is { } took ? Spelled.Time(took) : "", .. metrics.Select(metric => run.Metrics.TryGetValue(metric, out var value) ? Spelled.Number(value) : "")])]);
    }
}
