using System.CommandLine;
using MLPlatform.Magics.Tree;
using MLPlatform.Plots.Reports;

namespace MLPlatform.Magics.Areas.Endpoints;

internal sealed class EndpointsRollback : PlatformCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "An endpoint." };

    public EndpointsRollback()
        : base("rollback", "End a trial; without one, bring back the version that served before.", "endpoints rollback flights") => Add(_name);

    public override async Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancel)
    {
        var started = call.Time.GetTimestamp();
        var endpoint = await call.Platform.Endpoints.RollBackAsync(call.Get(_name), cancel);
        return new CommandResult($"**{endpoint.Name} serves version {endpoint.ModelVersion}** alone after {Spelled.Time(call.Time.GetElapsedTime(started))}", endpoint, [EndpointsList.TableOf([endpoint])])
        { CSharp = $"await ml.Endpoints.RollBackAsync(\"{endpoint.Name}\")" };
    }
}
