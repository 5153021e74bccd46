using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Contracts.Identity;
using MLPlatform.Contracts.Json;
using MLPlatform.Contracts.Platform;
using MLPlatform.ControlPlaneClient.Home;
using MLPlatform.FeatureServer.Feast;
using MLPlatform.FeatureServer.Local;
using MLPlatform.FeatureServer.Store;
using MLPlatform.Hosting.Errors;
using MLPlatform.Hosting.Metrics;
using MLPlatform.Hosting.Security;
using MLPlatform.Hosting.Servers;

namespace MLPlatform.FeatureServer;

/// <summary>The process that owns the online store.</summary>
public static class FeatureServerHost
{
    /// <summary>Serves until cancelled or told to end by SIGTERM.</summary>
    /// <returns>0 after an orderly end.</returns>
    /// <exception cref="PlatformException">Another process owns the store, the store is damaged, or the port is taken.</exception>
    public static async Task<int> RunAsync(FeatureServerOptions options, CancellationToken cancel)
    {
        var home = PlatformHome.At(options.Home);
        PrivateFiles.EnsureFolder(home.Online);
        using var owner = PrivateFiles.TryLock(Path.Combine(home.Online, "owner.lock"))
            ?? throw new PlatformException(CommandErrors.AlreadyRunning, $"Another process serves the online store in `{home.Online}`.", "Use it, or end it with mlplatform down.");
        var addressFile = Path.Combine(home.Online, FeatureServerOptions.AddressFileName);
        File.Delete(addressFile);
        await using var store = new OnlineStore(home.Online, options.Time);
        var metrics = new ServerMetrics(new MetricsRegistry());
        await using var app = Build(options, home, store, metrics);
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("features");
        PrivateFiles.EnsureFolder(Path.GetDirectoryName(Path.GetFullPath(options.Socket))!);
        await using var local = new LocalServer(options.Socket, store, metrics, log);
        var url = await app.StartListeningAsync(cancel);
        PrivateFiles.Write(addressFile, JsonSerializer.SerializeToUtf8Bytes(new FeatureServerAddress(options.Socket, url.ToString().TrimEnd('/'), Environment.ProcessId), ContractsJson.Default.FeatureServerAddress));
        log.LogInformation("Serving {Views} views at {Socket} and {Url}", store.Views.Count, options.Socket, url);
        try
        {
            await app.WaitForShutdownAsync(cancel);
        }
        finally
        {
            File.Delete(addressFile);
        }

        return 0;
    }

    private static WebApplication Build(FeatureServerOptions options, PlatformHome home, OnlineStore store, ServerMetrics metrics)
    {
        var app = PlatformServer.CreateBuilder(new ServerOptions("feature-server", options.Port) { LogFile = Path.Combine(home.Logs, "feature-server.jsonl") }, options.Time).Build();
        app.UseRefusals(app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("http"));
        app.UseLoopbackOnly();
        app.UseTokens(new OwnerToken(OwnerToken.LoadOrCreate(home.TokenFile), Principal.LocalUser(Environment.UserName)));
        app.UseRouting();
        app.MapGet(ApiRoutes.Health, context => WriteHealthAsync(context, options.Nonce));
        FeastApi.Map(app, store, metrics);
        metrics.Registry.Map(app);
        return app;
    }

    private static async Task WriteHealthAsync(HttpContext context, string? nonce)
    {
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("status", "ok");
        if (nonce is not null)
            json.WriteString("nonce", nonce);
        json.WriteEndObject();
    }
}
