using System.CommandLine;
using MLPlatform.Magics.Tree;
using MLPlatform.Plots.Reports;
using MLPlatform.Sdk.Models;

namespace MLPlatform.Magics.Areas.Endpoints;

internal sealed class EndpointsDeploy : PlatformCommand
{
    private readonly Argument<string> _model = new("MODEL") { Description = "name, name@alias or name@version." };
    private readonly Option<string?> _name = new("--name") { Description = "Name of the endpoint; the model's own when left out.", HelpName = "NAME" };
    private readonly Option<int> _port = new("--port") { Description = "Loopback port; a free one when left out.", HelpName = "PORT" };
    private readonly Option<int> _threads = new("--threads") { Description = "Threads that predict.", DefaultValueFactory = _ => 2, HelpName = "N" };
    private readonly Option<double> _capture = new("--capture") { Description = "Share of requests kept for monitoring, 0 to 1.", DefaultValueFactory = _ => 1, HelpName = "SHARE" };

    public EndpointsDeploy()
        : base("deploy", "Publish a model as an endpoint that outlives the notebook.", "endpoints deploy flight-delays@champion --name flights")
    {
        Add(_model);
        Add(_name);
        Add(_port);
        Add(_threads);
        Add(_capture);
    }

    public override async Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancel)
    {
        var model = call.Get(_model);
        var name = call.Get(_name) ?? ModelReference.Parse(model).Name;
        call.Display.Write($"starting 1 process for {model}: {call.Get(_threads)} threads, at most 512 MB, on this machine\n");
        var started = call.Time.GetTimestamp();
        var endpoint = await call.Platform.Endpoints.DeployAsync(model, name, call.Get(_port), call.Get(_threads), call.Get(_capture), cancel);
        return new CommandResult(
            $"**{name} is up** in {Spelled.Time(call.Time.GetElapsedTime(started))} → {endpoint.Url}/v2/models/{name}/infer · version {endpoint.ModelVersion} · {endpoint.Threads} threads, ≤ {Spelled.Bytes(endpoint.Resources.MemoryBytes)} · stays up when this notebook closes: `endpoints stop {name}`",
            endpoint,
            null,
            [$"process {endpoint.ProcessId}", $"run {endpoint.RunId}", $"captures to {endpoint.CaptureFolder}"])
        { CSharp = $"await ml.Endpoints.DeployAsync(\"{model}\", \"{name}\")" };
    }
}
