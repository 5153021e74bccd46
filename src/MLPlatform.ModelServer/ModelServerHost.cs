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
using MLPlatform.ModelServer.Lookup;
using MLPlatform.ModelServer.Serving;

namespace MLPlatform.ModelServer;

/// <summary>The serving process of one endpoint: Open Inference Protocol and MLflow's scoring protocol on a loopback port.</summary>
public sealed class ModelServerHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly OnlineFeatures? _online;
    private IModel? _model;
    private CaptureQueue? _capture;
    private ServedModel? _served;

    private ModelServerHost(WebApplication app, OnlineFeatures? online)
    {
        _app = app;
        _online = online;
    }

    /// <summary>Base address, with the port that was picked.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>Serves until the process is told to end or <paramref name="cancel"/> is set; running requests are finished first.</summary>
    /// <returns>The process' exit code.</returns>
    /// <exception cref="PlatformException">The port is in use, or the model does not load: the process should end with the message on standard error.</exception>
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
        var builder = PlatformServer.CreateBuilder(new ServerOptions($"endpoint-{spec.Name}", spec.Port) { LogFile = spec.LogFile }, time);
        var app = builder.Build();
        var server = new ModelServerHost(app, spec.FeatureSocket is { } socket ? new OnlineFeatures(socket) : null);
        try
        {
            var metrics = new ServingMetrics(spec.Name);
            var router = new RequestRouter(spec, metrics, time);
            app.UseServingErrors(app.Logger);
            app.UseLoopbackOnly();
            app.Run(router.HandleAsync);
            server.Url = await app.StartListeningAsync(cancel);

            server._model = await loading;
            var schema = new RequestSchema(server._model.Manifest);
            server._capture = new CaptureQueue(spec, schema, metrics, app.Logger, time);
            var lookup = new FeatureLookup(server._model.Manifest, schema, server._online is { } online ? online.ReadAsync : null);
            var served = server._served = new ServedModel(spec, server._model, schema, lookup, server._capture, metrics, time);
            served.WarmUp();
            router.Open(served);
            app.Logger.LogInformation("Endpoint {Endpoint} serves version {Version} at {Url}", spec.Name, spec.Version, server.Url);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            if (server._model is null)
                await DropAsync(loading);
            throw;
        }
    }

    /// <summary>Ends running requests, writes what was captured, closes the engines.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        if (_capture is not null)
            await _capture.DisposeAsync();
        if (_online is not null)
            await _online.DisposeAsync();
        _served?.Dispose();
        _model?.Dispose();
    }

    // Whichever failed first is thrown to the caller: a model that loaded meanwhile is closed, and its own failure has been said or comes second.
    private static async Task DropAsync(Task<IModel> loading)
    {
        await loading.ContinueWith(static task => task.IsCompletedSuccessfully, TaskScheduler.Default);
        if (loading.IsCompletedSuccessfully)
            (await loading).Dispose();
    }
}
