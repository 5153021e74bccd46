using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Identity;
using MLPlatform.Contracts.Jobs;
using MLPlatform.Contracts.Time;
using MLPlatform.ControlPlane.Access;
using MLPlatform.ControlPlane.ArtifactApi;
using MLPlatform.ControlPlane.Store;
using MLPlatform.Targets;

namespace MLPlatform.ControlPlane.Jobs;

/// <summary>Admits jobs, queues them, runs their attempts on targets and notes how they end. What it leaves running when it dies, the next one takes over.</summary>
internal sealed class JobScheduler(
    Database database, IAudit audit, JobAdmission admission, JobEnvironment environment, ArtifactRoot artifacts, JobTokens tokens, ILogger log, TimeProvider time) : IAsyncDisposable
{
    private readonly SemaphoreSlim _slots = new(Math.Max(2, Environment.ProcessorCount));
    private readonly ConcurrentDictionary<string, RunningJob> _running = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _leaving = new();

    /// <summary>Takes over what an earlier control plane left: running attempts are adopted, queued jobs queued again.</summary>
    public async Task ResumeAsync(CancellationToken cancel)
    {
        foreach (var target in admission.Targets.Values)
            await target.SweepAsync(database.Read(JobTable.Ids), cancel);
        foreach (var job in database.Read(JobTable.Active))
            Begin(job);
    }

    /// <exception cref="PlatformException"><see cref="JobErrors.UnknownTarget"/>, <see cref="JobErrors.InputMissing"/>.</exception>
    public async Task<JobRecord> SubmitAsync(Principal principal, SubmitJob request, CancellationToken cancel)
    {
        var estimate = admission.Check(request);
        admission.RequireInputs(request.Spec);
        var job = new JobRecord
        {
            Id = NewId.Uuid(time),
            Spec = request.Spec,
            Target = request.Target,
            Principal = principal,
            State = JobState.Queued,
            CreatedAt = UnixMicros.Now(time),
            UsdPerHour = estimate.UsdPerHour,
            PricedOn = estimate.PricedOn,
            Where = estimate.Where,
        };
        await database.WriteAsync(
            transaction =>
            {
                JobTable.Insert(transaction, job);
                audit.Append(transaction, principal, "jobs.submit", job.Id, $"{job.Spec.Name} on {job.Target}");
            },
            cancel);
        Begin(new StoredJob(job, null, false));
        return job;
    }

    /// <summary>What submitting it would lead to; nothing is kept.</summary>
    public JobEstimate Estimate(SubmitJob request) => admission.Check(request);

    public JobRecord Get(string project, string id) => Find(project, id).Record;

    public IReadOnlyList<JobRecord> List(string project) => database.Read(connection => JobTable.List(connection, project, most: 1000));

    /// <summary>Asks a job to end; returns when it has. One that has ended stays as it is.</summary>
    public async Task<JobRecord> CancelAsync(Principal principal, string id)
    {
        var job = Find(principal.Project, id).Record;
        if (_running.TryGetValue(id, out var running))
        {
            await database.WriteAsync(transaction =>
            {
                JobTable.RequestCancel(transaction, id);
                audit.Append(transaction, principal, "jobs.cancel", id, job.Spec.Name);
            });
            try
            {
                await running.Cancel.CancelAsync();
            }
            catch (ObjectDisposedException)
            {
                // It ended by itself since it was looked up.
            }

            await running.Ended.Task;
        }

        return Find(principal.Project, id).Record;
    }

    /// <summary>Ends every job: the platform is being shut down on purpose.</summary>
    public async Task CancelAllAsync(Principal principal)
    {
        foreach (var (id, _) in _running)
            await CancelAsync(database.Read(connection => JobTable.Find(connection, id)) is { } job ? principal with { Project = job.Record.Principal.Project } : principal, id);
    }

    /// <summary>Lets go of running attempts without ending them.</summary>
    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        await Task.WhenAll(_running.Values.Select(running => running.Ended.Task));
        _leaving.Dispose();
        _slots.Dispose();
    }

    /// <exception cref="PlatformException"><see cref="JobErrors.NotFound"/>.</exception>
    public StoredJob Find(string project, string id) =>
        database.Read(connection => JobTable.Find(connection, id)) is { } job && job.Record.Principal.Project == project
            ? job
            : throw new PlatformException(JobErrors.NotFound, $"There is no job `{id}`.", "`mlplatform jobs list` shows the jobs.");

    public ITarget TargetOf(JobRecord job) => admission.Targets[job.Target];

    private void Begin(StoredJob job)
    {
        var running = new RunningJob(CancellationTokenSource.CreateLinkedTokenSource(_leaving.Token));
        _running[job.Record.Id] = running;
        if (job.CancelRequested)
            running.Cancel.Cancel();
        _ = Task.Run(() => RunToEndAsync(job, running));
    }

    private async Task RunToEndAsync(StoredJob job, RunningJob running)
    {
        var id = job.Record.Id;
        try
        {
            var run = new JobRun(database, TargetOf(job.Record), environment, artifacts, log, time);
            await run.ToEndAsync(job, _slots, running.Cancel.Token, _leaving.Token);
            await tokens.RevokeAsync(id);
        }
        catch (OperationCanceledException) when (_leaving.IsCancellationRequested)
        {
            // This control plane is leaving; the next one adopts the attempt.
        }
        catch (Exception failure)
        {
            log.LogError(failure, "Job {Job} is lost to this control plane; the next one takes it up", id);
        }
        finally
        {
            _running.TryRemove(id, out _);
            running.Ended.TrySetResult();
            running.Cancel.Dispose();
        }
    }

    private sealed record RunningJob(CancellationTokenSource Cancel)
    {
        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
