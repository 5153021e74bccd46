using System.CommandLine;
using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Errors;
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

    private readonly Option<bool> _token = new("--token") { Description = "Predictions need a token of the platform." };
    private readonly Option<string?> _certificate = new("--tls-cert") { Description = "PEM certificate: serve HTTPS.", HelpName = "FILE" };
    private readonly Option<string?> _key = new("--tls-key") { Description = "Its PEM key.", HelpName = "FILE" };

    public EndpointsDeploy()
        : base("deploy", "Publish a model as an endpoint that outlives the notebook.", "endpoints deploy flight-delays@champion --name flights")
    {
        Add(_model);
        Add(_name);
        Add(_port);
        Add(_threads);
        Add(_capture);
        Add(_token);
        Add(_certificate);
        Add(_key);
    }

    public override async Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancel)
    {
        var model = call.Get(_model);
        var name = call.Get(_name) ?? ModelReference.Parse(model).Name;
        var tls = (call.Get(_certificate), call.Get(_key)) switch
        {
            (null, null) => null,
            ({ } certificate, { } key) => new TlsFiles(Path.GetFullPath(certificate), Path.GetFullPath(key)),
            _ => throw new PlatformException(CommandErrors.BadValue, "A certificate and its key go together.", "Give both `--tls-cert` and `--tls-key`."),
        };
        call.Display.Write($"starting 1 process for {model}: {call.Get(_threads)} threads, at most 512 MB, on this machine\n");
        var started = call.Time.GetTimestamp();
        var endpoint = await call.Platform.Endpoints.DeployAsync(
            new DeployEndpoint(name, model, call.Get(_port), call.Get(_threads), CaptureRate: call.Get(_capture), TokenRequired: call.Get(_token), Tls: tls), cancel);
        return new CommandResult(
            $"**{name} is up** in {Spelled.Time(call.Time.GetElapsedTime(started))} → {endpoint.Url}/v2/models/{name}/infer · version {endpoint.ModelVersion} · {endpoint.Threads} threads, ≤ {Spelled.Bytes(endpoint.Resources.MemoryBytes)} · stays up when this notebook closes: `endpoints stop {name}`",
            endpoint,
            null,
            [$"gRPC at {endpoint.GrpcUrl}", $"process {endpoint.ProcessId}", $"run {endpoint.RunId}", $"captures to {endpoint.CaptureFolder}"])
        { CSharp = $"await ml.Endpoints.DeployAsync(\"{model}\", \"{name}\")" };
    }
}
