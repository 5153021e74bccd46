using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Jobs;
using MLPlatform.Contracts.Json;
using MLPlatform.Contracts.Platform;
using MLPlatform.ControlPlane.Access;
using MLPlatform.Hosting.Security;
using MLPlatform.Targets.Journal;

namespace MLPlatform.ControlPlane.Jobs;

internal sealed class JobRoutes(JobScheduler scheduler, TimeProvider time, CancellationToken leaving)
{
    private const string One = ApiRoutes.Jobs + "/{id}";
    private const long LongestWaitSeconds = 60;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(ApiRoutes.Jobs, SubmitAsync);
        routes.MapGet(ApiRoutes.Jobs, context => ApiBodies.WriteAsync(context, scheduler.List(context.Principal().Project), ContractsJson.Default.IReadOnlyListJobRecord));
        routes.MapGet(One, context => ApiBodies.WriteAsync(context, scheduler.Get(context.Principal().Project, IdOf(context)), ContractsJson.Default.JobRecord));
        routes.MapPost(One + "/cancel", CancelAsync);
        routes.MapGet(One + "/events", EventsAsync);
        routes.MapPost(ApiRoutes.Jobs + "/estimate", EstimateAsync);
        routes.MapGet(One + "/files", FilesAsync);
        routes.MapGet(One + "/file", FileAsync);
    }

    private async Task SubmitAsync(HttpContext context)
    {
        var principal = context.Principal();
        principal.Require(Scopes.WriteJobs);
        var request = await ApiBodies.ReadAsync(context, ContractsJson.Default.SubmitJob);
        await ApiBodies.WriteAsync(context, await scheduler.SubmitAsync(principal, request, context.RequestAborted), ContractsJson.Default.JobRecord);
    }

    private async Task EstimateAsync(HttpContext context)
    {
        var request = await ApiBodies.ReadAsync(context, ContractsJson.Default.SubmitJob);
        await ApiBodies.WriteAsync(context, scheduler.Estimate(request), ContractsJson.Default.JobEstimate);
    }

    private async Task FilesAsync(HttpContext context)
    {
        var (job, attempt) = AttemptOf(context);
        await ApiBodies.WriteAsync(context, await scheduler.TargetOf(job).FilesAsync(job.Id, attempt, context.RequestAborted), ContractsJson.Default.IReadOnlyListJobFile);
    }

    private async Task FileAsync(HttpContext context)
    {
        var (job, attempt) = AttemptOf(context);
        var path = context.Request.Query["path"].ToString();
        await using var file = await scheduler.TargetOf(job).FetchAsync(job.Id, attempt, path, context.RequestAborted)
            ?? throw new PlatformException(JobErrors.NoFile, $"Attempt {attempt} of job `{job.Id}` left no file `{path}`.", "`mlplatform jobs fetch JOB --list` shows what it left.");
        context.Response.ContentType = "application/octet-stream";
        context.Response.ContentLength = file.Length;
        await file.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private (JobRecord Job, int Attempt) AttemptOf(HttpContext context)
    {
        var job = scheduler.Get(context.Principal().Project, IdOf(context));
        return (job, (int)(ApiBodies.Number(context, "attempt") ?? Math.Max(1, job.Attempt)));
    }

    private async Task CancelAsync(HttpContext context)
    {
        var principal = context.Principal();
        principal.Require(Scopes.WriteJobs);
        await ApiBodies.WriteAsync(context, await scheduler.CancelAsync(principal, IdOf(context)), ContractsJson.Default.JobRecord);
    }

    /// <summary>Event lines from a sequence number on, kept open for up to <c>wait</c> seconds while the attempt runs.</summary>
    private async Task EventsAsync(HttpContext context)
    {
        var project = context.Principal().Project;
        var job = scheduler.Get(project, IdOf(context));
        var attempt = (int)(ApiBodies.Number(context, "attempt") ?? Math.Max(1, job.Attempt));
        var wait = TimeSpan.FromSeconds(Math.Min(ApiBodies.Number(context, "wait") ?? 0, LongestWaitSeconds));
        context.Response.ContentType = "application/x-ndjson";
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, leaving);
        var body = context.Response.Body;
        await context.Response.StartAsync(either.Token);
        await foreach (var line in scheduler.TargetOf(job).Journal(job.Id, attempt).FollowAsync(ApiBodies.Number(context, "from") ?? 1, wait, HasEnded, time, either.Token))
        {
            byte[] bytes = [.. JsonSerializer.SerializeToUtf8Bytes(line, ContractsJson.Default.JobEvent), (byte)'\n'];
            await body.WriteAsync(bytes, either.Token);
            await body.FlushAsync(either.Token);
        }

        bool HasEnded() => scheduler.Get(project, job.Id) is var now && (now.Attempt > attempt || now.State is not (JobState.Queued or JobState.Running));
    }

    private static string IdOf(HttpContext context) => (string)context.Request.RouteValues["id"]!;
}
