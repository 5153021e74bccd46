using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Identity;
using MLPlatform.Contracts.Jobs;
using MLPlatform.Contracts.Text;
using MLPlatform.Contracts.Time;
using MLPlatform.ControlPlane.Services;
using MLPlatform.ControlPlane.Store;
using MLPlatform.ControlPlane.Tracking;
using MLPlatform.ControlPlaneClient.Home;
using MLPlatform.ControlPlaneClient.Processes;

namespace MLPlatform.ControlPlane.Endpoints;

/// <summary>
/// Every endpoint of the home and the process that serves it.
/// </summary>
/// <remarks>
/// A redeploy keeps the endpoint's URL: the running process loads the new version beside the old one and changes over between two requests, so no request fails,
/// and a model that does not load replaces nothing. Another port or certificate needs another process: new, switch, old. A process that can't be told what to serve
/// (it is down, or of an older version) is replaced on its port, which leaves a gap of one process start; there the new model is first proven on a port of its own.
/// </remarks>
internal sealed partial class EndpointFleet(
    PlatformHome home, Database database, IAudit audit, FeatureServerProcess features, Func<string, string> localPathOf, ServiceProbe probe, ServingClient serving, ILogger log, TimeProvider time) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<(string Project, string Name), Served> _served = new();
    private readonly SemaphoreSlim _deploying = new(1, 1);

    /// <summary>Brings back what is to be served: found alive and adopted, or started again.</summary>
    public void Resume()
    {
        foreach (var stored in database.Read(EndpointTable.All))
        {
            var folder = FolderOf(stored.Record);
            folder.Sweep(stored.Deployments());
            // What a killed control plane had begun to change and not yet kept is not what is wished.
            folder.WriteSpec(stored.Spec);
            _served[KeyOf(stored.Record)] = new Served(stored, SupervisedService.Resume(Describe(folder, stored.Spec, stored.Record.Resources), probe, home, log, time));
        }
    }

    public int Count(string project) => _served.Keys.Count(key => key.Project == project);

    public IReadOnlyList<EndpointRecord> List(string project) =>
        [.. _served.Where(pair => pair.Key.Project == project).OrderBy(pair => pair.Key.Name, StringComparer.Ordinal).Select(pair => pair.Value.Record)];

    /// <exception cref="PlatformException"><see cref="EndpointErrors.NotFound"/>.</exception>
    public EndpointRecord Get(string project, string name) => _served.TryGetValue((project, name), out var served) ? served.Record : throw Unknown(project, name);

    /// <summary>Deploys, or replaces what the name serves; returns when it answers. When this throws, what was served before still is, and nothing is left behind.</summary>
    public async Task<EndpointRecord> DeployAsync(Principal principal, DeployEndpoint request, CancellationToken cancel)
    {
        Check(request);
        var model = database.Read(connection => ModelLookup.Resolve(connection, request.Model, name => ProjectNames.Model(principal, name)));
        await _deploying.WaitAsync(cancel);
        try
        {
            _served.TryGetValue((principal.Project, request.Name), out var before);
            var port = request.Port != 0 ? request.Port : before?.Stored.Spec.Port ?? FreePort.Pick();
            if (port != before?.Stored.Spec.Port)
                FreePort.Check(port);
            var folder = new EndpointFolder(home, principal.Project, request.Name);
            var deployment = Guid.NewGuid().ToString("N");
            folder.CopyModel(localPathOf(model.Source), deployment, request.Model);
            try
            {
                var stays = before is not null && before.Stored.Spec.Port == port && before.Stored.Spec.Tls == request.Tls;
                var spec = await SpecAsync(request, model, folder, deployment, stays ? before!.Stored.Spec.Nonce : deployment, port, before?.Stored.Spec, cancel);
                var stored = new StoredEndpoint(RecordOf(principal, request, model, folder, spec, before), spec);
                var served = stays && before!.Service.IsReady && await TellAsync(folder, before, stored, cancel)
                    ? before with { Stored = stored }
                    : await SwitchAsync(folder, stored with { Spec = spec with { Nonce = deployment } }, before, cancel);
                await KeepAsync(principal, served, before, "endpoints.deploy", $"{model.Name} version {model.Version} on port {port}");
                folder.Sweep(served.Stored.Deployments());
                return served.Record;
            }
            catch
            {
                folder.Remove(deployment);
                throw;
            }
        }
        finally
        {
            _deploying.Release();
        }
    }

    /// <summary>Ends the process and forgets the endpoint; what it captured stays.</summary>
    public async Task StopAsync(Principal principal, string name)
    {
        await _deploying.WaitAsync();
        try
        {
            if (!_served.TryGetValue((principal.Project, name), out var served))
                throw Unknown(principal.Project, name);
            await database.WriteAsync(transaction =>
            {
                EndpointTable.Delete(transaction, principal.Project, name);
                audit.Append(transaction, principal, "endpoints.stop", name, $"{served.Stored.Record.Model} version {served.Stored.Record.ModelVersion}");
            });
            await served.Service.StopAsync();
            _served.TryRemove((principal.Project, name), out _);
            new EndpointFolder(home, principal.Project, name).Sweep(new HashSet<string>());
            log.LogInformation("Endpoint {Endpoint} stopped", name);
        }
        finally
        {
            _deploying.Release();
        }
    }

    /// <summary>Ends every process; the wishes stay, so the next control plane starts them again.</summary>
    public Task StopAllAsync() => Task.WhenAll(_served.Values.Select(served => served.Service.StopAsync()));

    public async ValueTask DisposeAsync()
    {
        foreach (var served in _served.Values)
            await served.Service.DisposeAsync();
        _deploying.Dispose();
    }

    /// <summary>Has the running process change over.</summary>
    /// <returns>False when it can't be told.</returns>
    private async Task<bool> TellAsync(EndpointFolder folder, Served before, StoredEndpoint next, CancellationToken cancel)
    {
        // Written first: a process that dies meanwhile and is started again must not fall behind what it was told.
        folder.WriteSpec(next.Spec);
        try
        {
            if (await serving.ApplyAsync(before.Record.Url, next.Spec, cancel))
                return true;
        }
        catch
        {
            folder.WriteSpec(before.Stored.Spec);
            throw;
        }

        folder.WriteSpec(before.Stored.Spec);
        return false;
    }

    /// <summary>Starts another process. When this throws, what was served before still is.</summary>
    private async Task<Served> SwitchAsync(EndpointFolder folder, StoredEndpoint stored, Served? before, CancellationToken cancel)
    {
        var spec = stored.Spec;
        var samePort = before is not null && before.Stored.Spec.Port == spec.Port;
        if (samePort)
            await ProveAsync(folder, spec with { Port = FreePort.Pick(), GrpcPort = null }, stored.Record.Resources, cancel);
        folder.WriteSpec(spec);
        if (samePort)
            await before!.Service.StopAsync();
        try
        {
            return new Served(stored, await SupervisedService.StartAsync(Describe(folder, spec, stored.Record.Resources), probe, home, log, time, samePort ? CancellationToken.None : cancel));
        }
        catch when (samePort)
        {
            _served[KeyOf(before!.Stored.Record)] = before with { Service = SupervisedService.Resume(Describe(FolderOf(before.Stored.Record), before.Stored.Spec, before.Stored.Record.Resources), probe, home, log, time) };
            throw;
        }
    }

    /// <summary>Keeps the wish, and ends the process that it no longer needs.</summary>
    private async Task KeepAsync(Principal principal, Served served, Served? before, string action, string detail)
    {
        var stored = served.Stored;
        try
        {
            await database.WriteAsync(
                transaction =>
                {
                    EndpointTable.Put(transaction, stored);
                    audit.Append(transaction, principal, action, stored.Record.Name, detail);
                },
                CancellationToken.None);
        }
        catch when (served.Service != before?.Service)
        {
            await served.Service.StopAsync();
            throw;
        }

        _served[KeyOf(stored.Record)] = served;
        if (before is not null && before.Service != served.Service)
            await before.Service.StopAsync();
        log.LogInformation("Endpoint {Endpoint} serves {Model} version {Version} on port {Port} as process {ProcessId}", stored.Record.Name, stored.Record.Model, stored.Record.ModelVersion, stored.Spec.Port, served.Service.ProcessId);
    }

    // The candidate runs beside the process that serves, until it answers.
    private async Task ProveAsync(EndpointFolder folder, ModelServerSpec candidate, Resources resources, CancellationToken cancel)
    {
        folder.WriteSpec(candidate);
        var proof = await SupervisedService.StartAsync(Describe(folder, candidate, resources), probe, home, log, time, cancel);
        await proof.StopAsync();
    }

    private async Task<ModelServerSpec> SpecAsync(
        DeployEndpoint request, ResolvedModel model, EndpointFolder folder, string deployment, string nonce, int port, ModelServerSpec? before, CancellationToken cancel)
    {
        return new ModelServerSpec
        {
            Name = request.Name,
            Version = model.Version,
            ModelFolder = folder.ModelOf(deployment),
            Port = port,
            GrpcPort = before is not null && before.Port == port ? before.GrpcPort : FreePort.Pick(except: port),
            Threads = request.Threads,
            FeatureSocket = await FeatureSocketAsync(folder, deployment, cancel),
            CaptureFolder = folder.Capture,
            CaptureRate = request.CaptureRate,
            LogFile = LogOf(request.Name),
            Nonce = nonce,
            HomeFolder = home.Folder,
            TokenRequired = request.TokenRequired,
            Tls = request.Tls,
        };
    }

    private async Task<string?> FeatureSocketAsync(EndpointFolder folder, string deployment, CancellationToken cancel) =>
        folder.ManifestOf(deployment) is { Features.Count: > 0 } ? (await features.AddressAsync(cancel)).Socket : null;

    private string LogOf(string name) => Path.Combine(home.Logs, $"endpoint-{name}.log");

    private EndpointRecord RecordOf(Principal principal, DeployEndpoint request, ResolvedModel model, EndpointFolder folder, ModelServerSpec spec, Served? before) => new()
    {
        Name = request.Name,
        Model = model.Name,
        ModelVersion = model.Version,
        RunId = model.RunId,
        Principal = principal,
        State = EndpointState.Ready,
        Url = UrlOf(spec, spec.Port),
        GrpcUrl = spec.GrpcPort is { } grpc ? UrlOf(spec, grpc) : null,
        TokenRequired = request.TokenRequired,
        Previous = before is null ? null : PreviousOf(before.Stored),
        Threads = request.Threads,
        Resources = new Resources(request.Threads, request.MemoryBytes),
        CreatedAt = UnixMicros.Now(time),
        CaptureFolder = folder.Capture,
    };

    private static PreviousModel PreviousOf(StoredEndpoint stored) => new(stored.Record.Model, stored.Record.ModelVersion, stored.Record.RunId, stored.Spec.ModelFolder);

    private static ServiceDescription Describe(EndpointFolder folder, ModelServerSpec spec, Resources resources)
    {
        var url = UrlOf(spec, spec.Port);
        return new ServiceDescription(
            "endpoint " + spec.Name,
            [.. ProductExecutable.Command(), "serve-model", "--spec", folder.SpecOf(spec.Nonce)],
            folder.DeploymentOf(spec.Nonce),
            folder.LogOf(spec.Nonce),
            new Uri(url + "/health"),
            new Uri(url + "/v2/health/ready"),
            spec.Nonce,
            EndpointErrors.DidNotStart)
        {
            HeapBytes = resources.MemoryBytes / 4 * 3,
        };
    }

    private static void Check(DeployEndpoint request)
    {
        if (!NamePattern().IsMatch(request.Name))
            throw new PlatformException(CommandErrors.BadValue, $"`{request.Name}` is no endpoint name.", "Use letters, digits, `-`, `_` and `.`, starting with a letter or digit, at most 63.");
        if (request.Port is < 0 or > 65535 || request.Threads is < 1 or > 256 || request.MemoryBytes < 64 << 20 || request.CaptureRate is not (>= 0 and <= 1))
            throw new PlatformException(CommandErrors.BadValue, $"Port `{request.Port}`, threads `{request.Threads}`, memory `{request.MemoryBytes}` or capture rate `{request.CaptureRate}` is out of range.", "Ports are 0 to 65535, threads 1 to 256, memory at least 64MB, rates 0 to 1.");
    }

    private PlatformException Unknown(string project, string name) => new(
        EndpointErrors.NotFound,
        $"There is no endpoint `{name}`.",
        Nearest.To(name, _served.Keys.Where(key => key.Project == project).Select(key => key.Name)) is { } nearest ? $"Did you mean `{nearest}`?" : "`#!mlplatform endpoints list` shows what is deployed.");

    private EndpointFolder FolderOf(EndpointRecord record) => new(home, record.Principal.Project, record.Name);

    private static (string Project, string Name) KeyOf(EndpointRecord record) => (record.Principal.Project, record.Name);

    private static string UrlOf(ModelServerSpec spec, int port) => (spec.Tls is null ? "http" : "https") + "://127.0.0.1:" + port.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$")]
    private static partial Regex NamePattern();

    private sealed record Served(StoredEndpoint Stored, SupervisedService Service)
    {
        public EndpointRecord Record => Stored.Record with
        {
            State = Service.IsReady ? EndpointState.Ready : EndpointState.Down,
            ProcessId = Service.ProcessId,
            Restarts = Service.Restarts,
        };
    }
}
