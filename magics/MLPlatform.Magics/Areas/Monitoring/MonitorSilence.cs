using System.CommandLine;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Time;
using MLPlatform.Magics.Tree;
using MLPlatform.Plots.Reports;

namespace MLPlatform.Magics.Areas.Monitoring;

internal sealed class MonitorSilence : PlatformCommand
{
    private readonly Argument<string> _endpoint = new("ENDPOINT") { Description = "An endpoint." };
    private readonly Option<string> _length = new("--for") { Description = "How long.", DefaultValueFactory = _ => "1d", HelpName = "DURATION" };

    public MonitorSilence()
        : base("silence", "Hold an endpoint's alerts back for a while.", "monitor silence flights --for 6h")
    {
        Add(_endpoint);
        Add(_length);
    }

    public override async Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancel)
    {
        if (!Durations.TryParse(call.Get(_length), out var length))
            throw new PlatformException(CommandErrors.BadValue, $"`--for {call.Get(_length)}` is no duration.", "Write 6h or 2d.");
        var until = await call.Platform.Monitor.SilenceAsync(call.Get(_endpoint), length, cancel);
        return new CommandResult($"**{call.Get(_endpoint)} is silent** until {Spelled.Day(until)} UTC", until) { CSharp = $"await ml.Monitor.SilenceAsync(\"{call.Get(_endpoint)}\", TimeSpan.FromHours({length.TotalHours:0.##}))" };
    }
}
