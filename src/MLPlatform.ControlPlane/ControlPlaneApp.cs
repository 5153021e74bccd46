using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MLPlatform.Artifacts.Blobs;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Identity;
using MLPlatform.Contracts.Json;
using MLPlatform.Contracts.Platform;
using MLPlatform.ControlPlane.Access;
using MLPlatform.ControlPlane.ArtifactApi;
using MLPlatform.ControlPlane.Blobs;
using MLPlatform.ControlPlane.Definitions;
using MLPlatform.ControlPlane.Endpoints;
using MLPlatform.ControlPlane.Jobs;
using MLPlatform.ControlPlane.Registry.Webhooks;
using MLPlatform.ControlPlane.Services;
using MLPlatform.ControlPlane.Status;
using MLPlatform.ControlPlane.Store;
using MLPlatform.ControlPlane.Tracking;
using MLPlatform.ControlPlane.Tracking.Experiments;
using MLPlatform.ControlPlane.Tracking.Testing;
using MLPlatform.ControlPlane.Tracking.Wire;
using MLPlatform.ControlPlaneClient.Configuration;
using MLPlatform.ControlPlaneClient.Home;
using MLPlatform.ControlPlaneClient.Processes;
using MLPlatform.Hosting.Errors;
using MLPlatform.Hosting.Security;
using MLPlatform.Hosting.Servers;
using MLPlatform.Targets;
using MLPlatform.Targets.Containers;
using MLPlatform.Targets.JupyterServers;
using MLPlatform.Targets.Local;

namespace MLPlatform.ControlPlane;

/// <summary>The control plane process.</summary>
public static class ControlPlaneApp
{
    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(10);

    /// <summary>Runs until SIGTERM, SIGINT, a shutdown call or <paramref name="cancel"/>. The address file is written last: whoever reads it is served.</summary>
    /// <exception cref="PlatformException"><see cref="CommandErrors.AlreadyRunning"/> when one runs for this home; <see cref="PlatformErrors.NewerStore"/>; <see cref="EndpointErrors.PortInUse"/>.</exception>
    public static async Task RunAsync(ControlPlaneOptions options, TimeProvider time, CancellationToken cancel)
    {
        var home = options.Home;
        using var instance = await TakeInstanceLockAsync(home, time, cancel);
        var token = OwnerToken.LoadOrCreate(home.TokenFile);
        await using var database = Database.Open(home.Database, time);

        var builder = PlatformServer.CreateBuilder(new ServerOptions("control-plane", PortOf(options)) { LogFile = Path.Combine(home.Logs, "control-plane.log") }, time);
        await using var app = builder.Build();
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("MLPlatform.ControlPlane");
        var lifetime = app.Services.GetRequiredService<IHostApplicationLifetime>();

        var tokens = new JobTokens(new OwnerToken(token, Principal.LocalUser(Environment.UserName)), database);
        var audit = new AuditTable(time);
        var blobs = new BlobStore(home.Blobs);
        var artifacts = new ArtifactRoot(home.Artifacts);
        if (options.DefaultArtifactRoot is { } root)
        {
            artifacts.DefaultLocation = ArtifactLocation.Resolve(root);
            await database.WriteAsync(store => ExperimentStore.PlaceDefault(store, artifacts.DefaultLocation), cancel);
        }

        using var probe = new ServiceProbe();
        using var serving = new ServingClient(token);
        await using var features = new FeatureServerProcess(home, database, probe, log, time);
        await using var fleet = new EndpointFleet(home, database, audit, features, artifacts.LocalPathOf, probe, serving, log, time);
        var targets = Targets(home, hash => blobs.Has(hash) ? blobs.OpenRead(hash) : null, time);
        await using var scheduler = new JobScheduler(database, audit, new JobAdmission(targets, blobs.Has, home.Folder), new JobEnvironment(new LocalSecrets(home), tokens), artifacts, tokens, log, time);

        var nonce = Guid.NewGuid().ToString("N");
        Uri? address = null;
        var stopServices = false;
        var mlflow = new MlflowServices(database, artifacts, audit, time)
        {
            Webhooks = new WebhookBell { AllowPrivateAddresses = Environment.GetEnvironmentVariable("MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS") is "true" or "1" },
        };
        mlflow.SignedUrls.Use(app, token);
        app.UseSingleSlashes();
        app.UseRefusals(log);
        app.UseLoopbackOnly();
        if (options.ForTestSuites)
            app.UseOwnerWithoutToken(token);
        app.UseTokens(tokens);
        app.MapGet(ApiRoutes.Health, context =>
        {
            context.Response.Headers[ApiRoutes.NonceHeader] = nonce;
            context.Response.ContentType = "text/html; charset=utf-8";
            return context.Response.WriteAsync("OK", context.RequestAborted);
        });
        new FeatureRoutes(database, audit, features, time).Map(app);
        new BlobRoutes(blobs).Map(app);
        new JobRoutes(scheduler, time, lifetime.ApplicationStopping).Map(app);
        new EndpointRoutes(fleet).Map(app);
        new StatusRoutes(home, database, fleet, scheduler, targets.Values, () => address!, ShutDown, time).Map(app);
        app.MapMlflow(mlflow, context => context.Principal());
        if (options.ForTestSuites)
        {
            log.LogWarning("Serving for test suites: no token is asked for, and the store can be emptied");
            app.MapReset(mlflow, context => context.Principal());
        }


        address = await app.StartListeningAsync(cancel);
        await using var webhooks = new WebhookSender(mlflow, log);
        await scheduler.ResumeAsync(cancel);
        features.Resume();
        fleet.Resume();
        await using var trials = new TrialWatch(fleet, time);
        var self = ProcessIdentity.Current;
        PrivateFiles.Write(home.AddressFile, JsonSerializer.SerializeToUtf8Bytes(
            new ControlPlaneAddress(1, address.GetLeftPart(UriPartial.Authority), token, self.ProcessId, self.StartTicks, nonce), ContractsJson.Default.ControlPlaneAddress));
        log.LogInformation("The control plane of {Home} serves at {Address} as process {ProcessId}", home.Folder, address, self.ProcessId);

        await app.WaitForShutdownAsync(cancel);
        if (stopServices)
            await features.StopAsync();
        log.LogInformation("The control plane ends");

        void ShutDown()
        {
            stopServices = true;
            lifetime.StopApplication();
        }
    }

    // Settings are read anew for each job, so that an edit counts from the next one on.
    private static Dictionary<string, ITarget> Targets(PlatformHome home, Func<string, Stream?> openBlob, TimeProvider time) => new ITarget[]
    {
        new LocalTarget(home, openBlob, time),
        new ContainerTarget(home, openBlob, () => Containers(Settings.Load(home, home.Folder))),
        new JupyterTarget(home, openBlob, () => Jupyter(home, Settings.Load(home, home.Folder)), time),
    }.ToDictionary(target => target.Name, StringComparer.Ordinal);

    private static JupyterSettings Jupyter(PlatformHome home, Settings settings) => new(
        Uri.TryCreate(settings.JupyterUrl, UriKind.Absolute, out var url) ? url : null, settings.JupyterProgram, cancel => new LocalSecrets(home).FindAsync("jupyter-token", cancel));

    private static ContainerSettings Containers(Settings settings) => ContainerSettings.Of(settings.ContainerEngine, settings.ContainerImage);

    // One that was just told to end may need a moment; one that serves is left alone.
    private static async Task<FileStream> TakeInstanceLockAsync(PlatformHome home, TimeProvider time, CancellationToken cancel)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            if (PrivateFiles.TryLock(home.InstanceLock) is { } held)
                return held;
            if (time.GetElapsedTime(started) > LockPatience)
                throw new PlatformException(CommandErrors.AlreadyRunning, $"A control plane runs for `{home.Folder}` already.", "`mlplatform status` shows it; `mlplatform down` ends it.");
            await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancel);
        }
    }

    private static int PortOf(ControlPlaneOptions options)
    {
        if (options.Port != 0)
            return options.Port;
        if (Settings.Load(options.Home, options.Home.Folder).Port is var configured and not 0)
            return configured;
        return LastPort(options.Home);
    }

    // Clients that were told the address, such as MLFLOW_TRACKING_URI in a shell, find the next control plane there.
    private static int LastPort(PlatformHome home)
    {
        try
        {
            var last = new Uri(JsonSerializer.Deserialize(File.ReadAllBytes(home.AddressFile), ContractsJson.Default.ControlPlaneAddress)!.Url).Port;
            FreePort.Check(last);
            return last;
        }
        catch (Exception unusable) when (unusable is IOException or JsonException or UriFormatException or PlatformException)
        {
            return 0;
        }
    }
}
