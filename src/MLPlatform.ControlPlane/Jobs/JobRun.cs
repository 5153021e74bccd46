using Microsoft.Extensions.Logging;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Jobs;
using MLPlatform.Contracts.Time;
using MLPlatform.ControlPlane.ArtifactApi;
using MLPlatform.ControlPlane.Store;
using MLPlatform.Targets;
using MLPlatform.Targets.Journal;

namespace MLPlatform.ControlPlane.Jobs;

/// <summary>The life of one job, attempt by attempt, each step in the store before the next begins.</summary>
/// <remarks>
/// Order of an attempt: note its number → start it → note where it runs → wait → note how it ended. A control plane killed between the first two finds no process
/// and starts the same attempt again; killed between the next two, the target finds the process by its attempt.
/// </remarks>
internal sealed class JobRun(Database database, ITarget target, JobEnvironment environment, ArtifactRoot artifacts, ILogger log, TimeProvider time)
{
    // A timer holds 49 days at most; who may run longer is not timed until the control plane is restarted.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(49);

    /// <param name="cancelled">The job is to end.</param>
    /// <param name="leaving">This control plane is to end and the job is not.</param>
    public async Task ToEndAsync(StoredJob stored, SemaphoreSlim slots, CancellationToken cancelled, CancellationToken leaving)
    {
        var job = stored.Record;
        try
        {
            await slots.WaitAsync(cancelled);
        }
        catch (OperationCanceledException) when (!leaving.IsCancellationRequested)
        {
            await EndAsync(job, AttemptOutcome.Cancelled);
            return;
        }

        try
        {
            var placement = await AdoptAsync(stored, leaving);
            while (true)
            {
                AttemptOutcome outcome;
                var refused = false;
                try
                {
                    if (placement is null)
                    {
                        job = job with { Attempt = Math.Max(1, job.Attempt), StartedAt = UnixMicros.Now(time) };
                        (job, placement) = await StartAsync(job, leaving);
                    }

                    var landing = job.Spec.RunId is null || target.ReachesControlPlane ? null : new RunLanding(database, artifacts, target, job, log, time);
                    outcome = await WatchAsync(job, placement, landing, cancelled, leaving);
                    if (landing is not null)
                        await landing.FinishAsync(outcome, leaving);
                }
                catch (PlatformException refusal)
                {
                    // A missing secret, a missing program: another attempt would meet the same.
                    refused = true;
                    outcome = new AttemptOutcome(JobState.Failed, null, refusal.Message);
                }

                await CloseJournalAsync(job, outcome);
                job = job with { Attempts = [.. job.Attempts ?? [], AttemptBound.Close(job, outcome, UnixMicros.Now(time))] };
                if (refused || outcome.State != JobState.Failed || job.Attempt > job.Spec.Retries)
                {
                    await EndAsync(job, outcome);
                    return;
                }

                log.LogWarning("Attempt {Attempt} of job {Job} failed and is tried again: {Message}", job.Attempt, job.Id, outcome.Message);
                placement = null;
                job = job with { Attempt = job.Attempt + 1, StartedAt = null };
            }
        }
        finally
        {
            slots.Release();
        }
    }

    /// <returns>Where the noted attempt runs or ran; null when it never started.</returns>
    private async Task<Placement?> AdoptAsync(StoredJob stored, CancellationToken leaving)
    {
        if (stored.Record.State != JobState.Running)
            return null;
        var placement = stored.Placement ?? await target.FindAsync(stored.Record.Id, stored.Record.Attempt, leaving);
        if (placement is null && (await target.Journal(stored.Record.Id, stored.Record.Attempt).ReadAsync(1, leaving)).Count > 0)
            placement = new Placement(target.Name, "0:0", null);
        if (placement is not null)
            log.LogInformation("Adopted attempt {Attempt} of job {Job} ({Placement})", stored.Record.Attempt, stored.Record.Id, placement.Reference);
        return placement;
    }

    private async Task<(JobRecord Job, Placement Placement)> StartAsync(JobRecord job, CancellationToken leaving)
    {
        job = job with { State = JobState.Running, ProcessId = null };
        await database.WriteAsync(
            transaction =>
            {
                JobTable.Update(transaction, job, null);
                if (job.Attempt > 1)
                    JobTable.ReopenRun(transaction, job);
            },
            CancellationToken.None);
        var request = new AttemptRequest(job.Id, job.Attempt, job.Spec, await environment.OfAsync(job, leaving));
        var placement = await target.SubmitAsync(request, leaving);
        job = job with { ProcessId = placement.ProcessId };
        await WriteAsync(job, placement);
        log.LogInformation("Job {Job} ({Name}) attempt {Attempt} runs on {Target} as {Placement}", job.Id, job.Spec.Name, job.Attempt, target.Name, placement.Reference);
        return (job, placement);
    }

    private async Task<AttemptOutcome> WatchAsync(JobRecord job, Placement placement, RunLanding? landing, CancellationToken cancelled, CancellationToken leaving)
    {
        var end = target.EndAsync(placement, new AttemptRequest(job.Id, job.Attempt, job.Spec, new Dictionary<string, string>()), leaving);
        var bound = AttemptBound.Of(job, UnixMicros.Now(time));
        using var overtime = bound.Left is { } left && left < LongestTimer ? new CancellationTokenSource(left, time) : new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancelled, overtime.Token);
        try
        {
            var outcome = await AttemptOutcome.OfAsync(target.Journal(job.Id, job.Attempt), await (landing?.FollowAsync(end, either.Token) ?? end.WaitAsync(either.Token)), leaving);
            return outcome.State == JobState.Succeeded && await MissingOutputAsync(job, leaving) is { } missing ? AttemptOutcome.WithoutOutput(missing) : outcome;
        }
        catch (OperationCanceledException) when (!leaving.IsCancellationRequested)
        {
            await target.CancelAsync(placement, leaving);
            await end;
            return cancelled.IsCancellationRequested ? AttemptOutcome.Cancelled : bound.Outcome();
        }
    }

    private async Task<string?> MissingOutputAsync(JobRecord job, CancellationToken leaving)
    {
        if (job.Spec.Outputs is not { Count: > 0 } outputs)
            return null;
        var files = await target.FilesAsync(job.Id, job.Attempt, leaving);
        return outputs.FirstOrDefault(output => !files.Any(file => file.Path == output || file.Path.StartsWith(output.TrimEnd('/') + "/", StringComparison.Ordinal)));
    }

    // Whoever follows the journal waits for its Exit event; a worker that was killed could not write one.
    private async Task CloseJournalAsync(JobRecord job, AttemptOutcome outcome)
    {
        var file = target.JournalFile(job.Id, job.Attempt);
        if (!Directory.Exists(Path.GetDirectoryName(file)))
            return;
        try
        {
            if (await target.Journal(job.Id, job.Attempt).ReadAsync(1, CancellationToken.None) is [.., { Type: JobEventType.Exit }])
                return;
            using var journal = JournalWriter.Open(file, job.Attempt, time);
            journal.Exit(outcome.ExitCode is { } code and not 0 ? code : 1, outcome.Message);
        }
        catch (Exception unwritable) when (unwritable is PlatformException or IOException)
        {
            log.LogError(unwritable, "The journal of job {Job} attempt {Attempt} cannot be closed", job.Id, job.Attempt);
        }
    }

    private async Task EndAsync(JobRecord job, AttemptOutcome outcome)
    {
        var ended = job with { State = outcome.State, ExitCode = outcome.ExitCode, Message = outcome.Message, EndedAt = UnixMicros.Now(time), ProcessId = null };
        await database.WriteAsync(
            transaction =>
            {
                JobTable.Update(transaction, ended, null);
                if (outcome.State != JobState.Succeeded)
                    JobTable.CloseRun(transaction, ended);
                JobTable.TagRun(transaction, ended);
            },
            CancellationToken.None);
        log.LogInformation("Job {Job} ({Name}) ended: {State} {Message}", job.Id, job.Spec.Name, outcome.State, outcome.Message);
    }

    private Task WriteAsync(JobRecord job, Placement? placement) => database.WriteAsync(transaction => JobTable.Update(transaction, job, placement), CancellationToken.None);
}
