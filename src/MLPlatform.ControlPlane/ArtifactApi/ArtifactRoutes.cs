using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using MLPlatform.Artifacts.Trees;
using MLPlatform.Contracts.Identity;
using MLPlatform.ControlPlane.Registry.Versions;
using MLPlatform.ControlPlane.Tracking;
using MLPlatform.ControlPlane.Tracking.LoggedModels;
using MLPlatform.ControlPlane.Tracking.Runs;
using MLPlatform.ControlPlane.Tracking.Validation;
using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.ArtifactApi;

internal sealed class ArtifactRoutes(MlflowServices services, Func<HttpContext, Principal> principalOf)
{
    // Seconds.
    private const long DefaultExpiration = 900;
    private const long LongestExpiration = 7 * 24 * 3600;

    private const long LargestUiUpload = 10 * 1024 * 1024;

    public void Map(MlflowEndpoint endpoint)
    {
        endpoint.Map("GET", "artifacts/list", MlflowWire.Default.ArtifactList, (request, _) => Task.FromResult(services.Database.Read(store => ArtifactListing.OfRun(services.Artifacts, store, request))));
        endpoint.MapOne("GET", "/get-artifact", context =>
        {
            var path = QueryPath(context);
            return ArtifactDownload.SendAsync(context, TreeOfRun(Required(context, "run_id", "run_uuid")), path);
        });
        endpoint.MapOne("GET", "/model-versions/get-artifact", context =>
        {
            var path = QueryPath(context);
            var name = ProjectNames.Model(principalOf(context), Required(context, "name", "name"));
            var version = Names.Version(Required(context, "version", "version"));
            var uri = services.Database.Read(store => VersionStore.DownloadUri(store, name, version));
            return ArtifactDownload.SendAsync(context, services.Artifacts.TreeOf(uri), path);
        });
        endpoint.MapRouted("GET POST", "artifacts/presigned-upload-url", MlflowWire.Default.PresignedUrl, (context, request, _) => Task.FromResult(Presigned(context, request, "PUT")));
        endpoint.MapRouted("GET POST", "artifacts/presigned-download-url", MlflowWire.Default.PresignedUrl, (context, request, _) => Task.FromResult(Presigned(context, request, "GET")));
        endpoint.MapAjax("POST", "upload-artifact", MlflowWire.Default.Nothing, UploadToRunAsync);
        foreach (var prefix in new[] { "/api/2.0/mlflow-artifacts", "/ajax-api/2.0/mlflow-artifacts" })
            MapProxy(endpoint, prefix);
    }

    private PresignedUrl Presigned(HttpContext context, MlflowRequest request, string method)
    {
        var path = ArtifactPath.Safe(request.RequiredText("path"));
        var seconds = request.Long("expiration") ?? DefaultExpiration;
        if (seconds is < 1 or > LongestExpiration)
            throw MlflowRefusal.Invalid($"Invalid value {seconds} for parameter 'expiration' supplied: It must be between 1 and {LongestExpiration} seconds");
        var location = services.Database.Read(store => request.Text("model_id") is { Length: > 0 } model ? LoggedModelStore.Get(store, model).Info.ArtifactUri : RunStore.Info(store, request.RunId()).ArtifactUri!);
        var root = services.Artifacts.ProxiedPathOf(location) ?? throw MlflowRefusal.NotImplemented("Presigned URLs are not supported for the current artifact repository");
        return new PresignedUrl(services.SignedUrls.Sign(context.Request, method, $"{root}/{path}", TimeSpan.FromSeconds(seconds)), new Dictionary<string, string>());
    }

    private void MapProxy(MlflowEndpoint endpoint, string prefix)
    {
        var tree = services.Artifacts.Tree;
        endpoint.MapOne("GET", $"{prefix}/artifacts", context =>
        {
            // Here, unlike in artifacts/list, a file is named without its folder.
            var files = ArtifactListing.Files(tree, context.Request.Query["path"].ToString(), entry => entry.Path[(entry.Path.LastIndexOf('/') + 1)..]);
            return MlflowEndpoint.WriteAsync(context, new ArtifactList(null, files), MlflowWire.Default.ArtifactList);
        });
        endpoint.MapOne("GET", $"{prefix}/artifacts/{{**path}}", context => ArtifactDownload.SendAsync(context, tree, RoutePath(context)));
        endpoint.MapOne("PUT", $"{prefix}/artifacts/{{**path}}", async context =>
        {
            var path = RoutePath(context);
            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
                limit.MaxRequestBodySize = null;
            await PutAsync(tree, path, context).ConfigureAwait(false);
            await AuditAsync(principalOf(context), "artifacts.put", path).ConfigureAwait(false);
            await MlflowEndpoint.WriteAsync(context, Nothing.Answer, MlflowWire.Default.Nothing).ConfigureAwait(false);
        });
        endpoint.MapOne("DELETE", $"{prefix}/artifacts/{{**path}}", async context =>
        {
            var path = RoutePath(context);
            if (tree.Delete(path))
                await AuditAsync(principalOf(context), "artifacts.delete", path).ConfigureAwait(false);
            await MlflowEndpoint.WriteAsync(context, Nothing.Answer, MlflowWire.Default.Nothing).ConfigureAwait(false);
        });
        foreach (var step in new[] { "create", "complete", "abort" })
        {
            endpoint.MapOne("POST", $"{prefix}/mpu/{step}/{{**path}}", _ =>
                throw MlflowRefusal.NotImplemented("Multipart upload is not supported for the current artifact repository"));
        }
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
        await PutAsync(TreeOfRun(run), path, context).ConfigureAwait(false);
        await AuditAsync(principal, "artifacts.put", $"{run}/{path}").ConfigureAwait(false);
        return Nothing.Answer;
    }

    private static async Task PutAsync(ArtifactTree tree, string path, HttpContext context)
    {
        // A file cannot also be a folder; the disk would say so in its own words.
        for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            if (tree.Find(path[..slash]) is { IsFolder: false })
                throw MlflowRefusal.Invalid($"'{path[..slash]}' is a file, not a folder of artifacts.");
        }

        await tree.PutAsync(path, context.Request.Body, context.RequestAborted).ConfigureAwait(false);
    }

    private ArtifactTree TreeOfRun(string run) =>
        services.Artifacts.TreeOf(services.Database.Read(store => RunStore.Info(store, run)).ArtifactUri!);

    private Task AuditAsync(Principal principal, string action, string path) =>
        services.Database.WriteAsync(store => services.Audit.Append(store, principal, action, path, ""));

    private static string RoutePath(HttpContext context) =>
        ArtifactPath.Safe(context.Request.RouteValues["path"] as string ?? "") is { Length: > 0 } path ? path : throw MlflowRefusal.Invalid("Invalid path");

    private static string QueryPath(HttpContext context) => ArtifactPath.Safe(Required(context, "path", "path"));

    private static string Required(HttpContext context, string name, string otherName) =>
        context.Request.Query[name].ToString() is { Length: > 0 } value ? value
        : context.Request.Query[otherName].ToString() is { Length: > 0 } other ? other
        : throw MlflowRefusal.Missing(name);
}
