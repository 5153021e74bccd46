using Microsoft.AspNetCore.Http;
using MLPlatform.Contracts.Identity;
using MLPlatform.Contracts.Tracking;
using MLPlatform.ControlPlane.ArtifactApi;
using MLPlatform.ControlPlane.Store;
using MLPlatform.ControlPlane.Tracking.Validation;
using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.Tracking.Traces;

internal sealed class TraceRoutes(MlflowServices services)
{
    public void Map(MlflowEndpoint endpoint)
    {
        endpoint.Map("POST", "traces", MlflowWire.Default.TraceAnswer, (request, principal) =>
        {
            var experiment = request.RequiredText("experiment_id");
            var (timestamp, metadata, tags) = (request.RequiredLong("timestamp_ms"), Pairs(request, "request_metadata"), Pairs(request, "tags"));
            return TraceAsync(principal, "traces.start", store => TraceStore.Start(store, experiment, timestamp, metadata, tags));
        });
        endpoint.Map("GET", "traces", MlflowWire.Default.TracePage, (request, _) => Task.FromResult(services.Database.Read(store => TraceSearch.Page(store, request))));
        endpoint.MapRouted("PATCH", "traces/{request_id}", MlflowWire.Default.TraceAnswer, (context, request, principal) =>
        {
            var id = Id(context);
            var (timestamp, status) = (request.RequiredLong("timestamp_ms"), WireEnums.TraceStatus(request, "status") ?? throw MlflowRefusal.Missing("status"));
            var (metadata, tags) = (Pairs(request, "request_metadata"), Pairs(request, "tags"));
            return TraceAsync(principal, "traces.end", store => TraceStore.End(store, id, timestamp, status, metadata, tags));
        });
        endpoint.MapRouted("GET", "traces/{request_id}/info", MlflowWire.Default.TraceAnswer, (context, _, _) =>
            Task.FromResult(new TraceAnswer(services.Database.Read(store => TraceStore.Get(store, Id(context))))));
        endpoint.MapRouted("PATCH", "traces/{request_id}/tags", MlflowWire.Default.Nothing, (context, request, principal) =>
        {
            var tag = new Tag(Names.Key(request.RequiredText("key"), "key"), Names.Cut(request.Text("value") ?? "", Limits.RunTagValue));
            return ChangeAsync(principal, "traces.tag", Id(context), (store, id) => TraceStore.PutTag(store, id, tag));
        });
        endpoint.MapRouted("DELETE", "traces/{request_id}/tags", MlflowWire.Default.Nothing, (context, request, principal) =>
        {
            var key = request.RequiredText("key");
            return ChangeAsync(principal, "traces.tag.delete", Id(context), (store, id) => TraceStore.DeleteTag(store, id, key));
        });
        endpoint.Map("POST", "traces/delete-traces", MlflowWire.Default.TracesDeleted, DeleteAsync);
        endpoint.MapFile("get-trace-artifact", context =>
        {
            var id = context.Request.Query["request_id"].ToString() is { Length: > 0 } given ? given : throw MlflowRefusal.Missing("request_id");
            var trace = services.Database.Read(store => TraceStore.Get(store, id));
            return ArtifactDownload.SendAsync(context, services.Artifacts.TreeOf(trace.Tags!.Single(tag => tag.Key == "mlflow.artifactLocation").Value), "traces.json");
        });
    }

    private async Task<TracesDeleted> DeleteAsync(MlflowRequest request, Principal principal)
    {
        var experiment = request.RequiredText("experiment_id");
        var (until, most, ids) = (request.Long("max_timestamp_millis"), request.Long("max_traces"), request.Texts("request_ids"));
        return new TracesDeleted(await services.Database.WriteAsync(store =>
        {
            var deleted = TraceStore.Delete(store, experiment, until, most, ids);
            services.Audit.Append(store, principal, "traces.delete", experiment, $"{deleted} traces");
            return deleted;
        }).ConfigureAwait(false));
    }

    private async Task<TraceAnswer> TraceAsync(Principal principal, string action, Func<StoreConnection, TraceInfo> change) =>
        new(await services.Database.WriteAsync(store =>
        {
            var trace = change(store);
            services.Audit.Append(store, principal, action, trace.RequestId, "");
            return trace;
        }).ConfigureAwait(false));

    private Task<Nothing> ChangeAsync(Principal principal, string action, string id, Action<StoreConnection, string> change) =>
        services.Database.WriteAsync(store =>
        {
            change(store, id);
            services.Audit.Append(store, principal, action, id, "");
            return Nothing.Answer;
        });

    private static List<Tag> Pairs(MlflowRequest request, string field) =>
        request.Objects(field).Select(pair => new Tag(Names.Within(pair.RequiredText("key"), Limits.Key, pair.Path + ".key"), Names.Cut(pair.Text("value") ?? "", Limits.RunTagValue))).ToList();

    private static string Id(HttpContext context) => (string)context.Request.RouteValues["request_id"]!;
}
