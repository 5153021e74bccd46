using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using MLPlatform.Artifacts.Trees;
using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.ArtifactApi;

/// <summary>Sends a file from disk as an attachment, whole or the part a Range asks for, without copying it first.</summary>
internal static class ArtifactDownload
{
    private static readonly FileExtensionContentTypeProvider Types = new();

    // MLflow shows these as text whatever else they are.
    private static readonly HashSet<string> TextExtensions = new(StringComparer.Ordinal)
    {
        "txt", "log", "err", "cfg", "conf", "cnf", "cf", "ini", "properties", "prop", "hocon", "toml", "yaml", "yml", "xml", "json", "js", "py", "py3", "csv", "tsv", "md", "rst",
        "cs", "ipynb", "MLmodel", "mlproject", "MLproject",
    };

    /// <param name="path">Safe, relative to the tree; a refusal shows it and never its place on this machine.</param>
    public static Task SendAsync(HttpContext context, ArtifactTree tree, string path)
    {
        var local = tree.LocalPathOf(path);
        if (!File.Exists(local))
            throw MlflowRefusal.NotFound($"No such artifact: '{path}'");
        var name = Path.GetFileName(local);
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.ContentDisposition = Attachment(name);
        return TypedResults.PhysicalFile(local, TypeOf(name), lastModified: File.GetLastWriteTimeUtc(local), enableRangeProcessing: true).ExecuteAsync(context);
    }

    internal static string TypeOf(string name)
    {
        var dot = name.LastIndexOf('.');
        return TextExtensions.Contains(dot > 0 ? name[(dot + 1)..] : name) ? "text/plain"
            : Types.TryGetContentType(name, out var type) ? type
            : "application/octet-stream";
    }

    /// <summary>The name bare where it is a token, quoted where it is not, and once more in UTF-8 where it is not ASCII: as MLflow's server writes it.</summary>
    internal static string Attachment(string name)
    {
        var ascii = string.Concat(name.Where(char.IsAscii));
        var plain = ascii.Length > 0 && ascii.All(IsToken) ? ascii : "\"" + ascii.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
        return ascii == name ? "attachment; filename=" + plain : string.Create(CultureInfo.InvariantCulture, $"attachment; filename={plain}; filename*=UTF-8''{WebUtility.UrlEncode(name).Replace("+", "%20", StringComparison.Ordinal)}");
    }

    private static bool IsToken(char c) => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal);
}
