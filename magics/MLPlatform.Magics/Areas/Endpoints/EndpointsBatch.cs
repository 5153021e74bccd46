using System.CommandLine;
using MLPlatform.Kernel.Display;
using MLPlatform.Magics.Tree;
using MLPlatform.Plots.Reports;

namespace MLPlatform.Magics.Areas.Endpoints;

internal sealed class EndpointsBatch : PlatformCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "An endpoint." };
    private readonly Option<string> _in = new("--in") { Description = "Rows to score: @variable, a Parquet or a CSV file.", Required = true, HelpName = "FRAME" };
    private readonly Option<string?> _out = new("--to") { Description = "Parquet file for the rows with their scores.", HelpName = "FILE" };
    private readonly Option<int> _rows = new("--rows") { Description = "Rows of one request.", DefaultValueFactory = _ => 10_000, HelpName = "N" };

    public EndpointsBatch()
        : base("batch", "Score a whole frame or file through an endpoint.", "endpoints batch flights --in flights.parquet --to scored.parquet", "endpoints batch flights --in @trips -o scored")
    {
        Add(_name);
        Add(_in);
        Add(_out);
        Add(_rows);
    }

    public override async Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancel)
    {
        var rows = call.Frame(call.Get(_in));
        var started = call.Time.GetTimestamp();
        var scored = await call.Platform.Endpoints.ScoreAsync(call.Get(_name), rows, Math.Clamp(call.Get(_rows), 1, 1_000_000), cancel);
        var took = call.Time.GetElapsedTime(started);
        if (call.Get(_out) is { } file)
            await Task.Run(() => scored.WriteParquet(file), cancel);
        return new CommandResult(
            $"**{Spelled.Count(scored.RowCount, "row")} scored** by {call.Get(_name)} in {Spelled.Time(took)}{(call.Get(_out) is { } to ? $" → `{to}`" : "")}",
            scored,
            [FrameTable.Of(scored)])
        { CSharp = $"await ml.Endpoints.ScoreAsync(\"{call.Get(_name)}\", rows)" };
    }
}
