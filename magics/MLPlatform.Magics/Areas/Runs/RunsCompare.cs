using System.CommandLine;
using MLPlatform.Magics.Tree;
using MLPlatform.Plots.Reports;
using MLPlatform.Sdk.Runs;

namespace MLPlatform.Magics.Areas.Runs;

internal sealed class RunsCompare : PlatformCommand
{
    private readonly Argument<string[]> _runs = new("RUN") { Description = "Runs: name, id or @value.", Arity = new ArgumentArity(2, 100) };

    public RunsCompare()
        : base("compare", "Runs side by side.", "runs compare @run @leakyRun") => Add(_runs);

    public override async Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancel)
    {
        var runs = new List<RunRecord>();
        foreach (var reference in call.Get(_runs))
            runs.Add(await call.Platform.Runs.GetAsync(call.RunReference(reference), cancel));
        return new CommandResult($"**{Spelled.Count(runs.Count, "run")} side by side**", runs, [RunsList.TableOf(runs)]);
    }
}
