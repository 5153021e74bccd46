using System.CommandLine;
using MLPlatform.Magics.Tree;
using MLPlatform.Plots.Reports;

namespace MLPlatform.Magics.Areas.Monitoring;

internal sealed class MonitorLabels : PlatformCommand
{
    private readonly Argument<string> _endpoint = new("ENDPOINT") { Description = "An endpoint." };
    private readonly Option<string> _in = new("--in") { Description = "What happened, with _request_id and the label: @variable, a Parquet or a CSV file.", Required = true, HelpName = "FRAME" };
    private readonly Option<string> _label = new("--label") { Description = "The column that says what happened, 0 or 1.", Required = true, HelpName = "COLUMN" };

    public MonitorLabels()
        : base("labels", "Add what really happened to captured requests.", "monitor labels flights --in @landed --label late")
    {
        Add(_endpoint);
        Add(_in);
        Add(_label);
    }

    public override async Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancel)
    {
        var endpoint = call.Get(_endpoint);
        var kept = await call.Platform.Monitor.AddLabelsAsync(endpoint, call.Frame(call.Get(_in)), call.Get(_label), cancel);
        return new CommandResult($"**{Spelled.Count(kept, "label")} kept** for {endpoint} · `monitor performance {endpoint}` measures with them", kept) { CSharp = $"await ml.Monitor.AddLabelsAsync(\"{endpoint}\", rows, \"{call.Get(_label)}\")" };
    }
}
