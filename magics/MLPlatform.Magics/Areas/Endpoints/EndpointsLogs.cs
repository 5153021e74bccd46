using System.CommandLine;
using MLPlatform.Magics.Tree;
using MLPlatform.Plots.Reports;
using MLPlatform.Plots.Tables;

namespace MLPlatform.Magics.Areas.Endpoints;

internal sealed class EndpointsLogs : PlatformCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "An endpoint." };
    private readonly Option<int> _lines = new("--lines") { Description = "How many, 1 to 1000.", DefaultValueFactory = _ => 50, HelpName = "N" };

    public EndpointsLogs()
        : base("logs", "The newest lines an endpoint wrote.", "endpoints logs flights --lines 20")
    {
        Add(_name);
        Add(_lines);
    }

    public override async Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancel)
    {
        var lines = await call.Platform.Endpoints.LogsAsync(call.Get(_name), call.Get(_lines), cancel);
        var table = Table.Of(["time", "level", "message"], [.. lines.Select(line => (IReadOnlyList<string?>)[.. LogLine.Read(line)])]);
        return new CommandResult($"**{Spelled.Count(lines.Count, "line")}** of {call.Get(_name)}", lines, lines.Count == 0 ? [] : [table]) { CSharp = $"await ml.Endpoints.LogsAsync(\"{call.Get(_name)}\")" };
    }
}
