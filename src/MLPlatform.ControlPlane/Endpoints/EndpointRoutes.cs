using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
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
    }

    private async Task DeployAsync(HttpContext context)
    {
        var principal = context.Principal();
        principal.Require(Scopes.WriteEndpoints);
        var request = await ApiBodies.ReadAsync(context, ContractsJson.Default.DeployEndpoint);
        await ApiBodies.WriteAsync(context, await fleet.DeployAsync(principal, request, context.RequestAborted), ContractsJson.Default.EndpointRecord);
    }

    private async Task StopAsync(HttpContext context)
    {
        var principal = context.Principal();
        principal.Require(Scopes.WriteEndpoints);
        await fleet.StopAsync(principal, NameOf(context));
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static string NameOf(HttpContext context) => (string)context.Request.RouteValues["name"]!;
}
