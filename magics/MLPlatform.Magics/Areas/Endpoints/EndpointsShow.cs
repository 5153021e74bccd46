using System.CommandLine;
using MLPlatform.Magics.Tree;

namespace MLPlatform.Magics.Areas.Endpoints;

internal sealed class EndpointsShow : PlatformCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "An endpoint." };

    public EndpointsShow()
        : base("show", "One endpoint.", "endpoints show flights") => Add(_name);

    public override async Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancel)
    {
        var endpoint = await call.Platform.Endpoints.GetAsync(call.Get(_name), cancel);
        return new CommandResult($"**{endpoint.Name}** {endpoint.State.ToString().ToLowerInvariant()} · {endpoint.Model} version {endpoint.ModelVersion} · {endpoint.Url}", endpoint, [EndpointsList.TableOf([endpoint])], [$"captures to {endpoint.CaptureFolder}"])
        { CSharp = $"await ml.Endpoints.GetAsync(\"{endpoint.Name}\")" };
    }
}
