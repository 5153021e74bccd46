using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using MLPlatform.Artifacts.Blobs;
using MLPlatform.Contracts.Platform;

namespace MLPlatform.ControlPlane.Blobs;

/// <summary>Blobs by the hash of their content. Without an audit entry: a blob changes nothing until a job or a run names it.</summary>
internal sealed class BlobRoutes(BlobStore blobs)
{
    private const string Path = ApiRoutes.Blobs + "/{sha256}";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods(Path, [HttpMethods.Head], Head);
        routes.MapGet(Path, GetAsync);
        routes.MapPut(Path, PutAsync);
    }

    private Task Head(HttpContext context)
    {
        if (blobs.Find(HashOf(context)) is { } found)
            context.Response.ContentLength = found.Bytes;
        else
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private async Task GetAsync(HttpContext context)
    {
        await using var content = blobs.OpenRead(HashOf(context));
        context.Response.ContentType = "application/octet-stream";
        context.Response.ContentLength = content.Length;
        await content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private async Task PutAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;
        await blobs.PutAsync(context.Request.Body, HashOf(context), context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status201Created;
    }

    private static string HashOf(HttpContext context) => (string)context.Request.RouteValues["sha256"]!;
}
