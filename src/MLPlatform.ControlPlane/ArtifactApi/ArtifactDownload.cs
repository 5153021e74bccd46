using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using MLPlatform.Artifacts.Trees;
using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.ArtifactApi;

/// <summary>Sends a file from disk as an attachment, whole or the part a Range asks for, without copying it first.</summary>
internal static class ArtifactDownload
{
    private static readonly FileExtensionContentTypeProvider Types = new();

    private static readonly string[] TextNames = ["MLmodel", "MLproject"];

    /// <param name="path">Safe, relative to the tree; a refusal shows it and never its place on this machine.</param>
    public static Task SendAsync(HttpContext context, ArtifactTree tree, string path)
    {
        var local = tree.LocalPathOf(path);
        if (!File.Exists(local))
            throw MlflowRefusal.NotFound($"No such artifact: '{path}'");
        var name = Path.GetFileName(local);
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.PhysicalFile(local, TypeOf(name), name, File.GetLastWriteTimeUtc(local), enableRangeProcessing: true).ExecuteAsync(context);
    }

    private static string TypeOf(string name) =>
        TextNames.Contains(name) || Path.GetExtension(name) is ".yaml" or ".yml" or ".log" or ".py" or ".cs" ? "text/plain"
        : Types.TryGetContentType(name, out var type) ? type
        : "application/octet-stream";
}
