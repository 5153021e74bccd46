using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MLPlatform.Contracts.Identity;
using MLPlatform.ControlPlane.ArtifactApi;
using MLPlatform.ControlPlane.Registry;
using MLPlatform.ControlPlane.Registry.Webhooks;
using MLPlatform.ControlPlane.Tracking.Experiments;
using MLPlatform.ControlPlane.Tracking.Graph;
using MLPlatform.ControlPlane.Tracking.LoggedModels;
using MLPlatform.ControlPlane.Tracking.Runs;
using MLPlatform.ControlPlane.Tracking.Traces;
using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.Tracking;

/// <summary>MLflow's REST API 2.0 over the store.</summary>
internal static class MlflowApi
{
    /// <summary>The version whose behaviour this server has.</summary>
    public const string Version = "2.17.3";

    /// <param name="principalOf">Who makes the request; asked after the caller is known to be allowed in.</param>
    public static void MapMlflow(this IEndpointRouteBuilder routes, MlflowServices services, Func<HttpContext, Principal> principalOf)
    {
        var logger = routes.ServiceProvider.GetRequiredService<ILoggerFactory>().CreateLogger("MLPlatform.Mlflow");
        var endpoint = new MlflowEndpoint(routes, principalOf, logger);
        new ExperimentRoutes(services).Map(endpoint);
        new RunRoutes(services).Map(endpoint);
        new LoggedModelRoutes(services).Map(endpoint);
        new TraceRoutes(services).Map(endpoint);
        new RegistryRoutes(services).Map(endpoint);
        new WebhookRoutes(services).Map(endpoint);
        new ArtifactRoutes(services, principalOf).Map(endpoint);
        new GraphRoutes(services).Map(endpoint);
        new PromptRunRoutes(services).Map(endpoint);
        // Without a deployments server the user interface expects an empty list.
        endpoint.MapAjax("GET POST", "gateway-proxy", MlflowWire.Default.GatewayEndpoints, (_, _) => Task.FromResult(new GatewayEndpoints([])));
        routes.MapGet("/version", () => Results.Text(Version, "text/html"));
    }
}
