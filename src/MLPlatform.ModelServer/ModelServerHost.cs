using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Errors;
using MLPlatform.Hosting.Security;
using MLPlatform.Hosting.Servers;
using MLPlatform.Inference.Models;
using MLPlatform.ModelServer.Binding;
using MLPlatform.ModelServer.Capture;
using MLPlatform.ModelServer.Grpc;
using MLPlatform.ModelServer.Lookup;
using MLPlatform.ModelServer.Protocols;
using MLPlatform.ModelServer.Security;
using MLPlatform.ModelServer.Serving;
using MLPlatform.ModelServer.Versions;

namespace MLPlatform.ModelServer;

/// <summary>The serving process of one endpoint: the Open Inference Protocol over REST and gRPC, and MLflow's scoring protocol, on loopback ports.</summary>
public sealed class ModelServerHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ServingMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly CaptureQueue _capture;
    private readonly VersionSwitch _versions;
    private readonly CallerCheck _callers;
    private OnlineFeatures? _online;

    private ModelServerHost(WebApplication app, ModelServerSpec spec, TimeProvider time)
    {
        (_app, _time) = (app, time);
        _metrics = new ServingMetrics(spec.Name);
        _capture = new CaptureQueue(spec, _metrics, app.Logger, time);
        _versions = new VersionSwitch(spec.Name);
        Repository = new ModelRepository(spec, _versions, Open);
        _callers = new CallerCheck(Repository, time);
        var router = new RequestRouter(
            spec, _versions, _metrics, new RestInference(_versions, _metrics, time), new GrpcService(spec, _versions, Repository, _metrics, time), new RepositoryApi(Repository), new TrafficApi(Repository, _versions, _capture));
        app.UseServingErrors(app.Logger);
        app.UseLoopbackOnly();
        app.Use(next => context => _callers.InvokeAsync(context, next));
        app.Run(router.HandleAsync);
    }

    /// <summary>Base address, with the port that was picked.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>Where gRPC is spoken; null when the spec asks for none.</summary>
    public Uri? GrpcUrl { get; private set; }

    internal ModelRepository Repository { get; }

    /// <summary>Serves until the process is told to end or <paramref name="cancel"/> is set; running requests are finished first.</summary>
    /// <returns>The process' exit code.</returns>
    /// <exception cref="PlatformException">A port is in use, or the model does not load: the process should end with the message on standard error.</exception>
    public static async Task<int> RunAsync(ModelServerSpec spec, CancellationToken cancel = default)
    {
        await using var server = await StartAsync(spec, TimeProvider.System, cancel);
        await server._app.WaitForShutdownAsync(cancel);
        return 0;
    }

    /// <summary>Starts serving; ready when it returns.</summary>
    public static async Task<ModelServerHost> StartAsync(ModelServerSpec spec, TimeProvider time, CancellationToken cancel = default)
    {
        // The engine opens its files while Kestrel sets itself up.
        var loading = Task.Run(() => ModelPackage.Load(spec.ModelFolder), cancel);
        ModelServerHost? server = null;
        var taken = false;
        try
        {
            var options = new ServerOptions($"endpoint-{spec.Name}", spec.Port) { LogFile = spec.LogFile, Http2Port = spec.GrpcPort, Tls = spec.Tls };
            var app = PlatformServer.CreateBuilder(options, time).Build();
            server = new ModelServerHost(app, spec, time);
            server.Url = await app.StartListeningAsync(cancel);
            server.GrpcUrl = spec.GrpcPort is null ? null : app.LoopbackAddresses()[1];
            await server.Repository.StartAsync(
                async () =>
                {
                    var model = await loading;
                    taken = true;
                    return model;
                },
                cancel);
            app.Logger.LogInformation("Endpoint {Endpoint} serves version {Version} at {Url}", spec.Name, spec.Version, server.Url);
            return server;
        }
        catch
        {
            if (server is not null)
                await server.DisposeAsync();
            if (!taken)
                await DropAsync(loading);
            throw;
        }
    }

    /// <summary>Ends running requests, writes what was captured, closes the engines.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _versions.DisposeAsync();
        await _capture.DisposeAsync();
        if (_online is not null)
            await _online.DisposeAsync();
        _callers.Dispose();
    }

    private ServedModel Open(ModelServerSpec spec, int version, string folder, IModel model)
    {
        var schema = new RequestSchema(model.Manifest);
        // One connection for all versions: a home has one feature server.
        if (spec.FeatureSocket is { } socket)
            _online ??= new OnlineFeatures(socket);
        var lookup = new FeatureLookup(model.Manifest, schema, _online is { } online ? online.ReadAsync : null);
        return new ServedModel(spec, version, folder, model, schema, lookup, _capture, _metrics, _time);
    }

    // Whichever failed first is thrown to the caller: a model that loaded meanwhile is closed, and its own failure has been said or comes second.
    private static async Task DropAsync(Task<IModel> loading)
    {
        await loading.ContinueWith(static task => task.IsCompletedSuccessfully, TaskScheduler.Default);
        if (loading.IsCompletedSuccessfully)
            (await loading).Dispose();
    }
}
