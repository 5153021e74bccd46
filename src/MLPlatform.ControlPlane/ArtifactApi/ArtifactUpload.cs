using MLPlatform.Contracts.Errors;
using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.ArtifactApi;

/// <summary>Writes an uploaded file beside its place, syncs it, then renames: readers see the old file or the whole new one, and a client that dies leaves nothing.</summary>
internal static class ArtifactUpload
{
    private const string Prefix = ".upload-";
    private const string Suffix = ".part";

    public static bool IsPartial(string name) => name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal);

    public static async Task WriteAsync(string path, Stream body, CancellationToken cancel)
    {
        if (Directory.Exists(path))
            throw MlflowRefusal.Invalid($"'{Path.GetFileName(path)}' is a folder of artifacts, not a file.");
        var part = Path.Combine(Path.GetDirectoryName(path)!, Prefix + Guid.NewGuid().ToString("N") + Suffix);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await using (var file = new FileStream(part, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0, Options = FileOptions.Asynchronous }))
            {
                await body.CopyToAsync(file, 1 << 17, cancel).ConfigureAwait(false);
                file.Flush(flushToDisk: true);
            }

            File.Move(part, path, overwrite: true);
        }
        catch (Exception e)
        {
            File.Delete(part);
            if (e is UnauthorizedAccessException || (e is IOException and not Microsoft.AspNetCore.Http.BadHttpRequestException && !cancel.IsCancellationRequested && IsDisk(e)))
                throw new PlatformException(DataErrors.NotWritten, $"The artifact `{Path.GetFileName(path)}` could not be written.", "Free space or make the artifact folder writable, then upload again.", e);
            throw;
        }
    }

    // ENOSPC 28, EROFS 30, EDQUOT 122: .NET carries errno in the HResult of an IOException.
    private static bool IsDisk(Exception e) => e.HResult is 28 or 30 or 122;
}
