using System.CommandLine;
using MLPlatform.Magics.Tree;

namespace MLPlatform.Magics.Areas.Endpoints;

internal sealed class EndpointsStop : PlatformCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "An endpoint." };

    public EndpointsStop()
        : base("stop", "Stop an endpoint and free its port; what it captured stays.", "endpoints stop flights") => Add(_name);

    public override async Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancel)
    {
        await call.Platform.Endpoints.StopAsync(call.Get(_name), cancel);
        return new CommandResult($"**{call.Get(_name)} stopped**");
    }
}
