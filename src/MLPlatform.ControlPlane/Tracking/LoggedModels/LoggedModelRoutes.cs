using Microsoft.AspNetCore.Http;
using MLPlatform.Artifacts.Trees;
using MLPlatform.Contracts.Identity;
using MLPlatform.Contracts.Tracking;
using MLPlatform.ControlPlane.ArtifactApi;
using MLPlatform.ControlPlane.Store;
using MLPlatform.ControlPlane.Tracking.Runs;
using MLPlatform.ControlPlane.Tracking.Validation;
using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.Tracking.LoggedModels;

internal sealed class LoggedModelRoutes(MlflowServices services)
{
    public void Map(MlflowEndpoint endpoint)
    {
        endpoint.Map("POST", "logged-models", MlflowWire.Default.LoggedModelAnswer, (request, principal) =>
        {
            var model = new NewLoggedModel(
                request.RequiredText("experiment_id"), Names.LoggedModel(request.Text("name") ?? ""), request.Text("model_type"), request.Text("source_run_id"), Params(request), Tags(request));
            return ModelAsync(principal, "logged-models.create", store => LoggedModelStore.Create(store, model, services.Now));
        });
        endpoint.Map("POST", "logged-models/search", MlflowWire.Default.LoggedModelPage, (request, _) => Task.FromResult(services.Database.Read(store => LoggedModelSearch.Page(store, request))));
        endpoint.MapRouted("GET", "logged-models/{model_id}", MlflowWire.Default.LoggedModelAnswer, (context, _, _) =>
            Task.FromResult(new LoggedModelAnswer(services.Database.Read(store => LoggedModelStore.Get(store, Id(context))))));
        endpoint.MapRouted("PATCH", "logged-models/{model_id}", MlflowWire.Default.LoggedModelAnswer, (context, request, principal) =>
        {
            var status = WireEnums.LoggedModelStatus(request, "status") ?? throw MlflowRefusal.Missing("status");
            return ModelAsync(principal, "logged-models.finish", store => LoggedModelStore.Finish(store, Id(context), status, services.Now));
        });
        endpoint.MapRouted("DELETE", "logged-models/{model_id}", MlflowWire.Default.Nothing, (context, _, principal) =>
            ChangeAsync(principal, "logged-models.delete", Id(context), (store, id) => LoggedModelStore.Delete(store, id, services.Now)));
        endpoint.MapRouted("PATCH", "logged-models/{model_id}/tags", MlflowWire.Default.Nothing, (context, request, principal) =>
        {
            var tags = Tags(request);
            return ChangeAsync(principal, "logged-models.tag", Id(context), (store, id) =>
            {
                LoggedModelStore.Require(store, id);
                foreach (var tag in tags)
                    LoggedModelStore.PutTag(store, id, tag);
            });
        });
        endpoint.MapRouted("DELETE", "logged-models/{model_id}/tags/{tag_key}", MlflowWire.Default.Nothing, (context, _, principal) =>
            ChangeAsync(principal, "logged-models.tag.delete", Id(context), (store, id) => LoggedModelStore.DeleteTag(store, id, (string)context.Request.RouteValues["tag_key"]!)));
        endpoint.MapRouted("POST", "logged-models/{model_id}/params", MlflowWire.Default.Nothing, (context, request, principal) =>
        {
            var parameters = Params(request);
            return ChangeAsync(principal, "logged-models.params", Id(context), (store, id) =>
            {
                LoggedModelStore.Require(store, id);
                LoggedModelStore.PutParams(store, id, parameters);
            });
        });
        endpoint.MapRouted("GET", "logged-models/{model_id}/artifacts/directories", MlflowWire.Default.ArtifactList, (context, request, _) =>
        {
            var path = ArtifactPath.Safe(request.Text("artifact_directory_path") ?? "");
            return Task.FromResult(ArtifactListing.Of(services.Artifacts, Location(context), path));
        });
        endpoint.MapFile("logged-models/{model_id}/artifacts/files", context =>
        {
            var path = context.Request.Query["artifact_file_path"].ToString() is { Length: > 0 } given ? given : throw MlflowRefusal.Missing("artifact_file_path");
            return ArtifactDownload.SendAsync(context, services.Artifacts.TreeOf(Location(context)), ArtifactPath.Safe(path));
        });
        endpoint.Map("POST", "runs/outputs", MlflowWire.Default.Nothing, (request, principal) =>
        {
            var run = request.RunId();
            var models = request.Objects("models").Select(model => new RunModel(model.RequiredText("model_id"), model.Long("step") ?? 0)).ToList();
            if (models.Count == 0)
                throw MlflowRefusal.Missing("models");
            return ChangeAsync(principal, "runs.outputs", run, (store, id) =>
            {
                RunStore.RequireActive(store, id);
                RunModels.Put(store, id, RunModels.Output, models);
            });
        });
    }

    private string Location(HttpContext context) => services.Database.Read(store => LoggedModelStore.Get(store, Id(context))).Info.ArtifactUri;

    private async Task<LoggedModelAnswer> ModelAsync(Principal principal, string action, Func<StoreConnection, LoggedModel> change) =>
        new(await services.Database.WriteAsync(store =>
        {
            var model = change(store);
            services.Audit.Append(store, principal, action, model.Info.ModelId, model.Info.Status);
            return model;
        }).ConfigureAwait(false));

    private Task<Nothing> ChangeAsync(Principal principal, string action, string id, Action<StoreConnection, string> change) =>
        services.Database.WriteAsync(store =>
        {
            change(store, id);
            services.Audit.Append(store, principal, action, id, "");
            return Nothing.Answer;
        });

    private static List<Param> Params(MlflowRequest request) =>
        request.Objects("params").Select(item => BatchReading.Param(item.RequiredText("key"), item.Text("value") ?? "", item.Path + ".key")).ToList();

    private static List<Tag> Tags(MlflowRequest request) =>
        request.Objects("tags").Select(item => BatchReading.Tag(item.RequiredText("key"), item.Text("value") ?? "", item.Path + ".key")).ToList();

    private static string Id(HttpContext context) => (string)context.Request.RouteValues["model_id"]!;
}
