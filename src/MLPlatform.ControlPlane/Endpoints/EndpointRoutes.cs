using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Identity;
using MLPlatform.Contracts.Json;
using MLPlatform.Contracts.Platform;
using MLPlatform.ControlPlane.Access;
using MLPlatform.Hosting.Security;

namespace MLPlatform.ControlPlane.Endpoints;

internal sealed class EndpointRoutes(EndpointFleet fleet)
{
    private const string One = ApiRoutes.Endpoints + "/{name}";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(ApiRoutes.Endpoints, DeployAsync);
        routes.MapGet(ApiRoutes.Endpoints, context => ApiBodies.WriteAsync(context, fleet.List(context.Principal().Project), ContractsJson.Default.IReadOnlyListEndpointRecord));
        routes.MapGet(One, context => ApiBodies.WriteAsync(context, fleet.Get(context.Principal().Project, NameOf(context)), ContractsJson.Default.EndpointRecord));
        routes.MapDelete(One, StopAsync);
        routes.MapPost(One + "/candidate", async context => await ChangeAsync(context, fleet.TryAsync(Writer(context), NameOf(context), await ApiBodies.ReadAsync(context, ContractsJson.Default.CanaryRequest), context.RequestAborted)));
        routes.MapPost(One + "/promote", context => ChangeAsync(context, fleet.PromoteAsync(Writer(context), NameOf(context), context.RequestAborted)));
        routes.MapPost(One + "/rollback", context => ChangeAsync(context, fleet.RollBackAsync(Writer(context), NameOf(context), context.RequestAborted)));
        routes.MapGet(One + "/traffic", async context => await ApiBodies.WriteAsync(context, await fleet.TrafficAsync(context.Principal().Project, NameOf(context), context.RequestAborted), ContractsJson.Default.TrafficReport));
        routes.MapGet(One + "/logs", context => context.Response.WriteAsync(fleet.Logs(context.Principal().Project, NameOf(context), (int)Math.Clamp(ApiBodies.Number(context, "lines") ?? 50, 1, 1_000))));
    }

    private async Task DeployAsync(HttpContext context)
    {
        var principal = Writer(context);
        var request = await ApiBodies.ReadAsync(context, ContractsJson.Default.DeployEndpoint);
        await ApiBodies.WriteAsync(context, await fleet.DeployAsync(principal, request, context.RequestAborted), ContractsJson.Default.EndpointRecord);
    }

    private async Task StopAsync(HttpContext context)
    {
        await fleet.StopAsync(Writer(context), NameOf(context));
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task ChangeAsync(HttpContext context, Task<EndpointRecord> change) =>
        await ApiBodies.WriteAsync(context, await change, ContractsJson.Default.EndpointRecord);

    private static Principal Writer(HttpContext context)
    {
        var principal = context.Principal();
        principal.Require(Scopes.WriteEndpoints);
        return principal;
    }

    private static string NameOf(HttpContext context) => (string)context.Request.RouteValues["name"]!;
}
