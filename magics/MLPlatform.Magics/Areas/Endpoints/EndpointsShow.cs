using System.CommandLine;
using MLPlatform.Contracts.Endpoints;
using MLPlatform.Magics.Tree;
using MLPlatform.Plots.Output;

namespace MLPlatform.Magics.Areas.Endpoints;

internal sealed class EndpointsShow : PlatformCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "An endpoint." };

    public EndpointsShow()
        : base("show", "One endpoint, and how its versions do.", "endpoints show flights") => Add(_name);

    public override async Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancel)
    {
        var endpoint = await call.Platform.Endpoints.GetAsync(call.Get(_name), cancel);
        var shown = new List<IShown> { EndpointsList.TableOf([endpoint]) };
        var details = new List<string> { $"captures to {endpoint.CaptureFolder}" };
        if (endpoint.GrpcUrl is { } grpc)
            details.Add($"gRPC at {grpc}");
        if (endpoint.Previous is { } before)
            details.Add($"version {before.ModelVersion} served before");
        if (endpoint.State == EndpointState.Ready && endpoint.Candidate is not null)
        {
            var traffic = await call.Platform.Endpoints.TrafficAsync(endpoint.Name, cancel);
            shown.Add(Trial.TableOf(traffic));
            if (traffic.Shadow is { } shadow)
                details.Add(Trial.Differences(shadow));
        }

        var trial = endpoint.Candidate is { } candidate ? $" · tries version {candidate.ModelVersion} on {Trial.Share(candidate.Rule)}{(candidate.Stopped is { } why ? $", stopped: {why}" : "")}" : "";
        return new CommandResult($"**{endpoint.Name}** {endpoint.State.ToString().ToLowerInvariant()} · {endpoint.Model} version {endpoint.ModelVersion}{trial} · {endpoint.Url}", endpoint, shown, details)
        { CSharp = $"await ml.Endpoints.GetAsync(\"{endpoint.Name}\")" };
    }
}
