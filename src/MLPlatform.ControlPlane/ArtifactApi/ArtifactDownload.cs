using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.ArtifactApi;

/// <summary>Sends a file from disk as an attachment, whole or the part a Range asks for, without copying it first.</summary>
internal static class ArtifactDownload
{
    private static readonly FileExtensionContentTypeProvider Types = new();

    private static readonly string[] TextNames = ["MLmodel", "MLproject"];

    /// <param name="shown">What the refusal calls the file: never its place on this machine.</param>
    public static Task SendAsync(HttpContext context, string path, string shown)
    {
        if (!File.Exists(path))
            throw MlflowRefusal.NotFound($"No such artifact: '{shown}'");
        var name = Path.GetFileName(path);
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.PhysicalFile(path, TypeOf(name), name, File.GetLastWriteTimeUtc(path), enableRangeProcessing: true).ExecuteAsync(context);
    }

    private static string TypeOf(string name) =>
        TextNames.Contains(name) || Path.GetExtension(name) is ".yaml" or ".yml" or ".log" or ".py" or ".cs" ? "text/plain"
        : Types.TryGetContentType(name, out var type) ? type
        : "application/octet-stream";
}
