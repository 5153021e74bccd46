using System.CommandLine;
using MLPlatform.Contracts.Endpoints;
using MLPlatform.Magics.Tree;

namespace MLPlatform.Magics.Areas.Endpoints;

internal sealed class EndpointsShadow : PlatformCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "An endpoint." };
    private readonly Argument<string> _model = new("MODEL") { Description = "name@alias or name@version." };
    private readonly Option<double> _share = new("--share") { Description = "Share of answered requests that are repeated on it, 0 to 1.", DefaultValueFactory = _ => 1, HelpName = "SHARE" };

    public EndpointsShadow()
        : base("shadow", "Repeat requests on another version after they are answered; nobody sees its answers.", "endpoints shadow flights flight-delays@2")
    {
        Add(_name);
        Add(_model);
        Add(_share);
    }

    public override async Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancel)
    {
        var (name, model) = (call.Get(_name), call.Get(_model));
        var endpoint = await call.Platform.Endpoints.TryAsync(name, model, new TrafficRule(call.Get(_share), Shadow: true), null, cancel);
        return new CommandResult($"**version {endpoint.Candidate!.ModelVersion} shadows {name}** · `endpoints show {name}` says how its scores differ", endpoint, [EndpointsList.TableOf([endpoint])])
        { CSharp = $"await ml.Endpoints.TryAsync(\"{name}\", \"{model}\", new(1, Shadow: true))" };
    }
}
