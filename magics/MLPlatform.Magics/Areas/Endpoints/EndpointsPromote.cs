using System.CommandLine;
using MLPlatform.Magics.Tree;
using MLPlatform.Plots.Reports;

namespace MLPlatform.Magics.Areas.Endpoints;

internal sealed class EndpointsPromote : PlatformCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "An endpoint with a candidate." };

    public EndpointsPromote()
        : base("promote", "The candidate serves from now on, without a gap.", "endpoints promote flights") => Add(_name);

    public override async Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancel)
    {
        var started = call.Time.GetTimestamp();
        var endpoint = await call.Platform.Endpoints.PromoteAsync(call.Get(_name), cancel);
        return new CommandResult($"**{endpoint.Name} serves version {endpoint.ModelVersion}** after {Spelled.Time(call.Time.GetElapsedTime(started))} · `endpoints rollback {endpoint.Name}` brings version {endpoint.Previous!.ModelVersion} back", endpoint, [EndpointsList.TableOf([endpoint])])
        { CSharp = $"await ml.Endpoints.PromoteAsync(\"{endpoint.Name}\")" };
    }
}
