using Microsoft.Extensions.Logging;
using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Identity;
using MLPlatform.Contracts.Time;
using MLPlatform.ControlPlane.Tracking;
using MLPlatform.ControlPlaneClient.Processes;

namespace MLPlatform.ControlPlane.Endpoints;

/// <summary>Another version beside the one that serves: tried, promoted, rolled back.</summary>
internal sealed partial class EndpointFleet
{
    private const int MostLogLines = 1_000;
    private const int LogBytes = 1 << 20;

    /// <summary>Loads a version beside the one that serves; it gets the requests that the rule gives it. Replaces a candidate that is there.</summary>
    public Task<EndpointRecord> TryAsync(Principal principal, string name, CanaryRequest request, CancellationToken cancel)
    {
        Check(request);
        var model = database.Read(connection => ModelLookup.Resolve(connection, request.Model, bare => ProjectNames.Model(principal, bare)));
        return ChangeAsync(
            principal,
            name,
            rule: request.Rule.Shadow ? "endpoints.shadow" : "endpoints.canary",
            async (folder, now) =>
            {
                var deployment = Guid.NewGuid().ToString("N");
                folder.CopyModel(localPathOf(model.Source), deployment, request.Model);
                try
                {
                    var limits = request.Limits ?? new CanaryLimits();
                    return new StoredEndpoint(
                        now.Record with { Candidate = new CandidateRecord(model.Name, model.Version, model.RunId, request.Rule, limits, UnixMicros.Now(time)) },
                        now.Spec with
                        {
                            Candidate = new CandidateSpec(model.Version, folder.ModelOf(deployment), request.Rule, limits),
                            FeatureSocket = now.Spec.FeatureSocket ?? await FeatureSocketAsync(folder, deployment, cancel),
                        });
                }
                catch
                {
                    folder.Remove(deployment);
                    throw;
                }
            },
            cancel);
    }

    /// <summary>The candidate serves from now on, with the engines it has loaded; what served before can be brought back.</summary>
    /// <exception cref="PlatformException"><see cref="EndpointErrors.NoCandidate"/>.</exception>
    public Task<EndpointRecord> PromoteAsync(Principal principal, string name, CancellationToken cancel) => ChangeAsync(
        principal,
        name,
        "endpoints.promote",
        (_, now) =>
        {
            if (now.Record.Candidate is not { } candidate || now.Spec.Candidate is not { } loaded)
                throw new PlatformException(EndpointErrors.NoCandidate, $"`{name}` tries no other version.", $"`endpoints canary {name} MODEL` begins.");
            return Task.FromResult(new StoredEndpoint(
                now.Record with { Model = candidate.Model, ModelVersion = candidate.ModelVersion, RunId = candidate.RunId, CreatedAt = UnixMicros.Now(time), Candidate = null, Previous = PreviousOf(now) },
                now.Spec with { Version = loaded.Version, ModelFolder = loaded.ModelFolder, Candidate = null }));
        },
        cancel);

    /// <summary>Ends a trial; without one, brings back the version that served before.</summary>
    /// <exception cref="PlatformException"><see cref="EndpointErrors.NothingToRollBack"/>.</exception>
    public Task<EndpointRecord> RollBackAsync(Principal principal, string name, CancellationToken cancel) => ChangeAsync(
        principal,
        name,
        "endpoints.rollback",
        (_, now) =>
        {
            if (now.Spec.Candidate is not null)
                return Task.FromResult(new StoredEndpoint(now.Record with { Candidate = null }, now.Spec with { Candidate = null }));
            if (now.Record.Previous is not { } before)
                throw new PlatformException(EndpointErrors.NothingToRollBack, $"`{name}` has served version {now.Record.ModelVersion} only.", $"`endpoints deploy MODEL@VERSION --name {name}` serves another.");
            return Task.FromResult(new StoredEndpoint(
                now.Record with { Model = before.Model, ModelVersion = before.ModelVersion, RunId = before.RunId, CreatedAt = UnixMicros.Now(time), Previous = PreviousOf(now) },
                now.Spec with { Version = before.ModelVersion, ModelFolder = before.ModelFolder }));
        },
        cancel);

    /// <summary>How the versions of an endpoint do.</summary>
    public Task<TrafficReport> TrafficAsync(string project, string name, CancellationToken cancel) => serving.TrafficAsync(Get(project, name).Url, cancel);

    /// <summary>The newest lines of what the endpoint wrote, oldest first.</summary>
    public string Logs(string project, string name, int lines)
    {
        var spec = (_served.TryGetValue((project, name), out var served) ? served : throw Unknown(project, name)).Stored.Spec;
        var most = Math.Clamp(lines, 1, MostLogLines);
        return spec.LogFile is { } file && File.Exists(file) ? LogTail.Read(file, most, LogBytes) : LogTail.Read(new EndpointFolder(home, project, name).LogOf(spec.Nonce), most, LogBytes);
    }

    /// <summary>Keeps what the serving processes decided about their candidates, and promotes those that passed and may be. One round.</summary>
    public async Task JudgeTrialsAsync(CancellationToken cancel)
    {
        foreach (var served in _served.Values.Where(served => served.Stored.Record.Candidate is { Stopped: null, Rule.Shadow: false } && served.Service.IsReady))
        {
            var record = served.Stored.Record;
            try
            {
                var report = await serving.TrafficAsync(record.Url, cancel);
                if (report.Stopped is { } why)
                {
                    log.LogWarning("Endpoint {Endpoint}: version {Version} was taken out of traffic: {Reason}", record.Name, record.Candidate!.ModelVersion, why);
                    await ChangeAsync(record.Principal, record.Name, "endpoints.stopcanary", (_, now) => Task.FromResult(now with { Record = now.Record with { Candidate = now.Record.Candidate! with { Stopped = why } } }), cancel);
                }
                else if (report.Passed && record.Candidate!.Limits.Promote)
                {
                    await PromoteAsync(record.Principal, record.Name, cancel);
                }
            }
            catch (PlatformException refused)
            {
                log.LogWarning("The trial of {Endpoint} could not be judged: {Problem}", record.Name, refused.Problem);
            }
        }
    }

    private async Task<EndpointRecord> ChangeAsync(Principal principal, string name, string rule, Func<EndpointFolder, StoredEndpoint, Task<StoredEndpoint>> change, CancellationToken cancel)
    {
        await _deploying.WaitAsync(cancel);
        try
        {
            if (!_served.TryGetValue((principal.Project, name), out var before))
                throw Unknown(principal.Project, name);
            if (!before.Service.IsReady)
                throw new PlatformException(EndpointErrors.NotReady, $"`{name}` does not answer.", "The control plane is bringing it back. Try again shortly.");
            var folder = FolderOf(before.Stored.Record);
            var next = await change(folder, before.Stored);
            try
            {
                if (!await TellAsync(folder, before, next, cancel))
                    throw new PlatformException(EndpointErrors.NotReady, $"`{name}` can't be told what to serve.", "Deploy it again; its process is of an older version.");
            }
            catch
            {
                folder.Sweep(before.Stored.Deployments());
                throw;
            }

            var served = before with { Stored = next };
            await KeepAsync(principal, served, before, rule, $"{next.Record.Model} version {next.Record.ModelVersion}{(next.Record.Candidate is { } candidate ? $", candidate {candidate.ModelVersion}" : "")}");
            folder.Sweep(next.Deployments());
            return served.Record;
        }
        finally
        {
            _deploying.Release();
        }
    }

    private static void Check(CanaryRequest request)
    {
        if (request.Rule.Weight is not (>= 0 and <= 1))
            throw new PlatformException(CommandErrors.BadValue, $"A weight of `{request.Rule.Weight}` is no share.", "Give 0 to 1.");
        if (request.Limits is { } limits && (limits.AfterRequests < 1 || !(limits.ErrorRate >= 0) || !(limits.LatencyRatio > 0) || !(limits.ScoreShift > 0)))
            throw new PlatformException(CommandErrors.BadValue, $"The limits `{limits}` can't be kept.", "Requests and the ratio are above 0, the rate is at least 0.");
    }
}
