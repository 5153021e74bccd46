using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MLPlatform.Contracts.Identity;
using MLPlatform.ControlPlane.Store;
using MLPlatform.ControlPlane.Tracking.Experiments;
using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.Tracking.Testing;

/// <summary>What only a server started for test suites serves.</summary>
internal static class ResetRoutes
{
    public const string Path = "/api/v1/testing/reset";

    // Children before parents: foreign keys are checked row by row.
    private static readonly string[] Tables =
    [
        "platform_run_models", "platform_logged_models", "platform_webhooks", "input_tags", "inputs", "datasets", "latest_metrics", "metrics", "params", "tags", "runs", "trace_tags", "trace_request_metadata", "trace_info", "experiment_tags", "experiments",
        "model_version_tags", "registered_model_aliases", "registered_model_tags", "model_versions", "registered_models",
    ];

    /// <summary>Requests without a token act as the owner.</summary>
    public static void UseOwnerWithoutToken(this IApplicationBuilder app, string token) => app.Use((context, next) =>
    {
        if (context.Request.Headers.Authorization.Count == 0)
            context.Request.Headers.Authorization = "Bearer " + token;
        return next(context);
    });

    /// <summary>Empties MLflow's tables and the artifacts, so that the store is as on the first day: experiment 0 and nothing else. A field <c>default_artifact_root</c> says where artifacts go from now on.</summary>
    public static void MapReset(this IEndpointRouteBuilder routes, MlflowServices services, Func<HttpContext, Principal> principalOf)
    {
        var logger = routes.ServiceProvider.GetRequiredService<ILoggerFactory>().CreateLogger("MLPlatform.Mlflow");
        new MlflowEndpoint(routes, principalOf, logger).MapOne("POST", Path, async context =>
        {
            var request = context.Request.ContentLength is > 0 ? await MlflowRequest.ReadAsync(context).ConfigureAwait(false) : MlflowRequest.Empty;
            if (request.Text("default_artifact_root") is { Length: > 0 } root)
                services.Artifacts.DefaultLocation = ArtifactLocation.Resolve(root);
            await services.Database.WriteAsync(Empty).ConfigureAwait(false);
            foreach (var entry in services.Artifacts.Tree.List())
                services.Artifacts.Tree.Delete(entry.Path);
            await MlflowEndpoint.WriteAsync(context, Nothing.Answer, MlflowWire.Default.Nothing).ConfigureAwait(false);
        });

        void Empty(StoreConnection store)
        {
            foreach (var table in Tables)
                store.Execute("DELETE FROM " + table);
            store.Execute(
                "INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage, creation_time, last_update_time) VALUES (0, 'Default', ?, 'active', ?, ?)",
                ArtifactLocation.Append(services.Artifacts.DefaultLocation, "0"), services.Now, services.Now);
        }
    }
}
