using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Jobs;
using MLPlatform.Contracts.Text;

namespace MLPlatform.Sdk.Jobs;

/// <summary>Copies what a job left into a folder of this machine.</summary>
internal static class JobFetch
{
    /// <param name="wanted">Files or folders; none for everything.</param>
    public static async Task<IReadOnlyList<JobFile>> RunAsync(IReadOnlyList<string>? wanted, IReadOnlyList<JobFile> there, string toFolder, Func<string, Stream, Task> fetch, CancellationToken cancel)
    {
        var files = wanted is not { Count: > 0 } ? there : [.. wanted.SelectMany(path => Below(path, there)).DistinctBy(file => file.Path)];
        var root = Path.GetFullPath(toFolder);
        foreach (var file in files)
        {
            cancel.ThrowIfCancellationRequested();
            var destination = Path.GetFullPath(Path.Combine(root, file.Path));
            if (!destination.StartsWith(Path.TrimEndingDirectorySeparator(root) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                throw new PlatformException(DataErrors.UnsafePath, $"The job's file `{file.Path}` leaves the folder `{toFolder}`.", "It was not fetched.");
            await WriteAsync(file, destination, fetch);
        }

        return files;
    }

    private static IReadOnlyList<JobFile> Below(string path, IReadOnlyList<JobFile> there)
    {
        var folder = path.TrimEnd('/') + "/";
        var found = there.Where(file => file.Path == path || file.Path.StartsWith(folder, StringComparison.Ordinal)).ToList();
        return found.Count > 0 ? found : throw new PlatformException(
            JobErrors.NoFile,
            $"The job left no `{path}`.",
            Nearest.To(path, there.Select(file => file.Path)) is { } near ? $"Did you mean `{near}`?" : "`mlplatform jobs fetch JOB --list` shows what it left.");
    }

    private static async Task WriteAsync(JobFile file, string destination, Func<string, Stream, Task> fetch)
    {
        var draft = destination + WorkloadFolders.Unfinished;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(destination)!);
            await using (var stream = File.Create(draft))
                await fetch(file.Path, stream);
            File.Move(draft, destination, overwrite: true);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            File.Delete(draft);
            throw new PlatformException(DataErrors.NotWritten, $"`{destination}` could not be written: {refused.Message}", "Free some space or choose another folder with --to.", refused);
        }
    }
}
