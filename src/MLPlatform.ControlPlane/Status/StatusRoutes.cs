using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MLPlatform.Contracts.Json;
using MLPlatform.Contracts.Platform;
using MLPlatform.Contracts.Time;
using MLPlatform.ControlPlane.Access;
using MLPlatform.ControlPlane.Definitions;
using MLPlatform.ControlPlane.Endpoints;
using MLPlatform.ControlPlane.Jobs;
using MLPlatform.ControlPlane.Store;
using MLPlatform.ControlPlaneClient.Home;
using MLPlatform.Hosting.Security;
using MLPlatform.Targets;

namespace MLPlatform.ControlPlane.Status;

/// <summary>What the platform is doing, what was done, and the end of it.</summary>
internal sealed class StatusRoutes(PlatformHome home, Database database, EndpointFleet fleet, JobScheduler scheduler, IReadOnlyCollection<ITarget> targets, Func<Uri> address, Action shutDown, TimeProvider time)
{
    private readonly long _startedAt = UnixMicros.Now(time);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(ApiRoutes.Status, context => ApiBodies.WriteAsync(context, StatusFor(context), ContractsJson.Default.PlatformStatus));
        routes.MapGet(ApiRoutes.Audit, AuditAsync);
        routes.MapPost(ApiRoutes.Shutdown, ShutdownAsync);
    }

    private PlatformStatus StatusFor(HttpContext context)
    {
        var principal = context.Principal();
        return database.Read(connection => new PlatformStatus
        {
            Principal = principal,
            Url = address().GetLeftPart(UriPartial.Authority),
            Version = typeof(StatusRoutes).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0",
            Store = "sqlite",
            Home = home.Folder,
            StartedAt = _startedAt,
            ProcessId = Environment.ProcessId,
            Experiments = connection.Number("SELECT COUNT(*) FROM experiments WHERE lifecycle_stage = 'active'"),
            Runs = connection.Number("SELECT COUNT(*) FROM runs WHERE lifecycle_stage = 'active'"),
            Models = connection.Number("SELECT COUNT(*) FROM registered_models"),
            Endpoints = fleet.Count(principal.Project),
            FeatureViews = DefinitionTable.CountViews(connection, principal.Project),
            Targets = [.. targets.Select(target => target.Status())],
        });
    }

    private Task AuditAsync(HttpContext context)
    {
        context.Principal().Require(Scopes.ReadAudit);
        var limit = (int)Math.Clamp(ApiBodies.Number(context, "limit") ?? 100, 1, 10_000);
        var newest = database.Read(connection =>
        {
            var last = connection.Number("SELECT COALESCE(MAX(sequence), 0) FROM platform_audit");
            return AuditTable.Entries(connection, Math.Max(0, last - limit), limit);
        });
        return ApiBodies.WriteAsync(context, [.. newest.Reverse()], ContractsJson.Default.IReadOnlyListAuditEntry);
    }

    private async Task ShutdownAsync(HttpContext context)
    {
        var principal = context.Principal();
        principal.Require(Scopes.Shutdown);
        await scheduler.CancelAllAsync(principal);
        await fleet.StopAllAsync();
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        await context.Response.CompleteAsync();
        shutDown();
    }
}
