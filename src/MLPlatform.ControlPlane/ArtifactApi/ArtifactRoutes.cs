using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using MLPlatform.Contracts.Identity;
using MLPlatform.ControlPlane.Registry.Versions;
using MLPlatform.ControlPlane.Tracking;
using MLPlatform.ControlPlane.Tracking.Runs;
using MLPlatform.ControlPlane.Tracking.Validation;
using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.ArtifactApi;

internal sealed class ArtifactRoutes(MlflowServices services, Func<HttpContext, Principal> principalOf)
{
    private const long LargestUiUpload = 10 * 1024 * 1024;

    public void Map(MlflowEndpoint endpoint)
    {
        endpoint.Map("GET", "artifacts/list", MlflowWire.Default.ArtifactList, (request, _) => Task.FromResult(ListOfRun(request)));
        endpoint.MapOne("GET", "/get-artifact", context =>
        {
            var path = QueryPath(context);
            var run = Required(context, "run_id", "run_uuid");
            var uri = services.Database.Read(store => RunStore.Info(store, run)).ArtifactUri!;
            return ArtifactDownload.SendAsync(context, Path.Combine(services.Artifacts.LocalPathOf(uri), path), path);
        });
        endpoint.MapOne("GET", "/model-versions/get-artifact", context =>
        {
            var path = QueryPath(context);
            var name = ProjectNames.Model(principalOf(context), Required(context, "name", "name"));
            var version = Names.Version(Required(context, "version", "version"));
            var uri = services.Database.Read(store => VersionStore.DownloadUri(store, name, version));
            return ArtifactDownload.SendAsync(context, Path.Combine(services.Artifacts.LocalPathOf(uri), path), path);
        });
        endpoint.MapAjax("POST", "upload-artifact", MlflowWire.Default.Nothing, UploadToRunAsync);
        foreach (var prefix in new[] { "/api/2.0/mlflow-artifacts", "/ajax-api/2.0/mlflow-artifacts" })
            MapProxy(endpoint, prefix);
    }

    private void MapProxy(MlflowEndpoint endpoint, string prefix)
    {
        endpoint.MapOne("GET", $"{prefix}/artifacts", context =>
        {
            var path = context.Request.Query["path"].ToString();
            // Here, unlike in artifacts/list, a file is named without its folder.
            var files = ArtifactRoot.List(services.Artifacts.PathOf(path), "");
            return MlflowEndpoint.WriteAsync(context, new ArtifactList(null, files.Count == 0 ? null : files), MlflowWire.Default.ArtifactList);
        });
        endpoint.MapOne("GET", $"{prefix}/artifacts/{{**path}}", context =>
        {
            var path = RoutePath(context);
            return ArtifactDownload.SendAsync(context, services.Artifacts.PathOf(path), path);
        });
        endpoint.MapOne("PUT", $"{prefix}/artifacts/{{**path}}", async context =>
        {
            var path = RoutePath(context);
            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
                limit.MaxRequestBodySize = null;
            await ArtifactUpload.WriteAsync(services.Artifacts.PathOf(path), context.Request.Body, context.RequestAborted).ConfigureAwait(false);
            await AuditAsync(principalOf(context), "artifacts.put", path).ConfigureAwait(false);
            await MlflowEndpoint.WriteAsync(context, Nothing.Answer, MlflowWire.Default.Nothing).ConfigureAwait(false);
        });
        endpoint.MapOne("DELETE", $"{prefix}/artifacts/{{**path}}", async context =>
        {
            var path = RoutePath(context);
            var local = services.Artifacts.PathOf(path);
            if (Directory.Exists(local))
                Directory.Delete(local, recursive: true);
            else if (File.Exists(local))
                File.Delete(local);
            await AuditAsync(principalOf(context), "artifacts.delete", path).ConfigureAwait(false);
            await MlflowEndpoint.WriteAsync(context, Nothing.Answer, MlflowWire.Default.Nothing).ConfigureAwait(false);
        });
        foreach (var step in new[] { "create", "complete", "abort" })
        {
            endpoint.MapOne("POST", $"{prefix}/mpu/{step}/{{**path}}", _ =>
                throw MlflowRefusal.NotImplemented("Multipart upload is not supported for the current artifact repository"));
        }
    }

    private ArtifactList ListOfRun(MlflowRequest request)
    {
        var run = request.RunId();
        var path = request.Text("path") is { } given ? ArtifactPath.Safe(given) : "";
        var uri = services.Database.Read(store => RunStore.Info(store, run)).ArtifactUri!;
        var files = ArtifactRoot.List(Path.Combine(services.Artifacts.LocalPathOf(uri), path), path);
        return new ArtifactList(uri, files.Count == 0 ? null : files);
    }

    private async Task<Nothing> UploadToRunAsync(HttpContext context, Principal principal)
    {
        var run = context.Request.Query["run_uuid"].ToString() is { Length: > 0 } id ? id : throw MlflowRefusal.Invalid("Request must specify run_uuid.");
        var given = context.Request.Query["path"].ToString() is { Length: > 0 } text ? text : throw MlflowRefusal.Invalid("Request must specify path.");
        var path = ArtifactPath.Safe(given);
        if (context.Request.ContentLength > LargestUiUpload)
            throw MlflowRefusal.Invalid("Artifact size is too large. Max size is 10MB.");
        if (context.Request.ContentLength is null or 0)
            throw MlflowRefusal.Invalid("Request must specify data.");
        var uri = services.Database.Read(store => RunStore.Info(store, run)).ArtifactUri!;
        await ArtifactUpload.WriteAsync(Path.Combine(services.Artifacts.LocalPathOf(uri), path), context.Request.Body, context.RequestAborted).ConfigureAwait(false);
        await AuditAsync(principal, "artifacts.put", $"{run}/{path}").ConfigureAwait(false);
        return Nothing.Answer;
    }

    private Task AuditAsync(Principal principal, string action, string path) =>
        services.Database.WriteAsync(store => services.Audit.Append(store, principal, action, path, ""));

    private static string RoutePath(HttpContext context)
    {
        var path = ArtifactPath.Safe(context.Request.RouteValues["path"] as string ?? "");
        return path.Length == 0 || path.Split('/').Any(ArtifactUpload.IsPartial) ? throw MlflowRefusal.Invalid("Invalid path") : path;
    }

    private static string QueryPath(HttpContext context) => ArtifactPath.Safe(Required(context, "path", "path"));

    private static string Required(HttpContext context, string name, string otherName) =>
        context.Request.Query[name].ToString() is { Length: > 0 } value ? value
        : context.Request.Query[otherName].ToString() is { Length: > 0 } other ? other
        : throw MlflowRefusal.Missing(name);
}
