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
/// A redeploy keeps the endpoint's URL. Two processes cannot hold one port, so the new model is first started on a port of its own; only when it answers there
/// is the old process ended and the new one started on the endpoint's port. A model that does not load thus never replaces one that does; the price is a gap
/// of one process start. A redeploy that asks for another port has no gap: new, switch, old.
/// </remarks>
internal sealed partial class EndpointFleet(
    PlatformHome home, Database database, IAudit audit, FeatureServerProcess features, Func<string, string> localPathOf, ServiceProbe probe, ILogger log, TimeProvider time) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<(string Project, string Name), Served> _served = new();
    private readonly SemaphoreSlim _deploying = new(1, 1);

    /// <summary>Brings back what is to be served: found alive and adopted, or started again.</summary>
    public void Resume()
    {
        foreach (var stored in database.Read(EndpointTable.All))
        {
            var folder = FolderOf(stored.Record);
            folder.Sweep(stored.Spec.Nonce);
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
            var nonce = Guid.NewGuid().ToString("N");
            folder.CopyModel(localPathOf(model.Source), nonce, request.Model);
            try
            {
                var spec = await SpecAsync(request, model, folder, nonce, port, cancel);
                var served = await SwitchAsync(principal, request, model, folder, spec, before, cancel);
                folder.Sweep(nonce);
                return served.Record;
            }
            catch
            {
                folder.Remove(nonce);
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
            new EndpointFolder(home, principal.Project, name).Sweep(null);
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

    private async Task<Served> SwitchAsync(
        Principal principal, DeployEndpoint request, ResolvedModel model, EndpointFolder folder, ModelServerSpec spec, Served? before, CancellationToken cancel)
    {
        var samePort = before is not null && before.Stored.Spec.Port == spec.Port;
        var stored = new StoredEndpoint(RecordOf(principal, request, model, folder, spec), spec);
        if (samePort)
            await ProveAsync(folder, spec with { Port = FreePort.Pick() }, stored.Record.Resources, cancel);
        folder.WriteSpec(spec);
        if (samePort)
            await before!.Service.StopAsync();
        SupervisedService service;
        try
        {
            service = await SupervisedService.StartAsync(Describe(folder, spec, stored.Record.Resources), probe, home, log, time, samePort ? CancellationToken.None : cancel);
        }
        catch when (samePort)
        {
            _served[KeyOf(before!.Stored.Record)] = before with { Service = SupervisedService.Resume(Describe(FolderOf(before.Stored.Record), before.Stored.Spec, before.Stored.Record.Resources), probe, home, log, time) };
            throw;
        }

        try
        {
            await database.WriteAsync(
                transaction =>
                {
                    EndpointTable.Put(transaction, stored);
                    audit.Append(transaction, principal, "endpoints.deploy", request.Name, $"{model.Name} version {model.Version} on port {spec.Port}");
                },
                CancellationToken.None);
        }
        catch
        {
            await service.StopAsync();
            throw;
        }

        var served = new Served(stored, service);
        _served[KeyOf(stored.Record)] = served;
        if (!samePort && before is not null)
            await before.Service.StopAsync();
        log.LogInformation("Endpoint {Endpoint} serves {Model} version {Version} on port {Port} as process {ProcessId}", request.Name, model.Name, model.Version, spec.Port, service.ProcessId);
        return served;
    }

    // The candidate runs beside the process that serves, until it answers.
    private async Task ProveAsync(EndpointFolder folder, ModelServerSpec candidate, Resources resources, CancellationToken cancel)
    {
        folder.WriteSpec(candidate);
        var proof = await SupervisedService.StartAsync(Describe(folder, candidate, resources), probe, home, log, time, cancel);
        await proof.StopAsync();
    }

    private async Task<ModelServerSpec> SpecAsync(DeployEndpoint request, ResolvedModel model, EndpointFolder folder, string nonce, int port, CancellationToken cancel)
    {
        var needsFeatures = folder.ManifestOf(nonce) is { Features.Count: > 0 };
        return new ModelServerSpec
        {
            Name = request.Name,
            Version = model.Version,
            ModelFolder = folder.ModelOf(nonce),
            Port = port,
            Threads = request.Threads,
            FeatureSocket = needsFeatures ? (await features.AddressAsync(cancel)).Socket : null,
            CaptureFolder = folder.Capture,
            CaptureRate = request.CaptureRate,
            LogFile = Path.Combine(home.Logs, $"endpoint-{request.Name}.log"),
            Nonce = nonce,
        };
    }

    private EndpointRecord RecordOf(Principal principal, DeployEndpoint request, ResolvedModel model, EndpointFolder folder, ModelServerSpec spec) => new()
    {
        Name = request.Name,
        Model = model.Name,
        ModelVersion = model.Version,
        RunId = model.RunId,
        Principal = principal,
        State = EndpointState.Ready,
        Url = UrlOf(spec.Port),
        Threads = request.Threads,
        Resources = new Resources(request.Threads, request.MemoryBytes),
        CreatedAt = UnixMicros.Now(time),
        CaptureFolder = folder.Capture,
    };

    private static ServiceDescription Describe(EndpointFolder folder, ModelServerSpec spec, Resources resources)
    {
        var url = UrlOf(spec.Port);
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

    private static string UrlOf(int port) => "http://127.0.0.1:" + port.ToString(CultureInfo.InvariantCulture);

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
