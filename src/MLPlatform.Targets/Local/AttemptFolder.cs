using System.Globalization;
using System.Security.Cryptography;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Jobs;
using MLPlatform.ControlPlaneClient.Home;
using MLPlatform.Targets.Journal;

namespace MLPlatform.Targets.Local;

/// <summary><c>jobs/ID/attempt-N</c>: where one attempt runs and leaves what it leaves. No other attempt writes here.</summary>
internal sealed class AttemptFolder(string jobs, string jobId, int attempt)
{
    public string Folder { get; } = Path.Combine(jobs, jobId, "attempt-" + attempt.ToString(CultureInfo.InvariantCulture));

    public string Journal => Path.Combine(Folder, JournalWriter.FileName);

    /// <summary>Standard output and error of the worker itself.</summary>
    public string Log => Path.Combine(Folder, "worker.log");

    /// <summary>What a trainer needs to go on where an attempt before this one stopped.</summary>
    public string Checkpoint => Path.Combine(Folder, WorkloadFolders.Checkpoint);

    /// <summary>Makes the folder and puts the inputs into it; when one is missing nothing stays.</summary>
    /// <param name="openBlob">Content by SHA-256; null when it is not in the store.</param>
    public async Task PrepareAsync(IReadOnlyList<WorkloadInput> inputs, Func<string, Stream?> openBlob, CancellationToken cancel)
    {
        // A folder of the same attempt is left from a control plane that died before it could note the start.
        Remove();
        PrivateFiles.EnsureFolder(Folder);
        try
        {
            foreach (var input in inputs)
                await CopyAsync(input, openBlob, cancel);
            CarryCheckpoint();
        }
        catch (Exception failure)
        {
            Remove();
            if (failure is IOException or UnauthorizedAccessException)
                throw new PlatformException(DataErrors.NotWritten, $"The inputs of job `{jobId}` could not be written to `{Folder}`: {failure.Message}", "Free space in the platform home.", failure);
            throw;
        }
    }

    public IReadOnlyList<JobFile> Files() => !Directory.Exists(Folder) ? [] :
    [
        .. new DirectoryInfo(Folder).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
            .Select(file => new JobFile(Path.GetRelativePath(Folder, file.FullName), file.Length))
            .OrderBy(file => file.Path, StringComparer.Ordinal),
    ];

    /// <returns>Null when the path leaves the folder or names no file.</returns>
    public string? FileAt(string path) => PathOf(path) is { } full && File.Exists(full) ? full : null;

    /// <returns>Null when the path leaves the folder.</returns>
    public string? PathOf(string path)
    {
        var full = Path.GetFullPath(Path.Combine(Folder, path));
        return full.StartsWith(Folder + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? full : null;
    }

    // A copy, so that an orphan of the attempt before can go on writing without touching this one's. What is half-written has another name.
    private void CarryCheckpoint()
    {
        for (var earlier = attempt - 1; earlier >= 1; earlier--)
        {
            var from = new AttemptFolder(jobs, jobId, earlier).Checkpoint;
            if (!Directory.Exists(from) || !Directory.EnumerateFiles(from).Any())
                continue;
            Directory.CreateDirectory(Checkpoint);
            foreach (var file in Directory.EnumerateFiles(from).Where(file => !file.EndsWith(WorkloadFolders.Unfinished, StringComparison.Ordinal)))
                File.Copy(file, Path.Combine(Checkpoint, Path.GetFileName(file)), overwrite: true);
            return;
        }
    }

    private void Remove()
    {
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
    }

    private async Task CopyAsync(WorkloadInput input, Func<string, Stream?> openBlob, CancellationToken cancel)
    {
        var destination = Path.GetFullPath(Path.Combine(Folder, input.Path));
        if (!destination.StartsWith(Folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new PlatformException(JobErrors.InputMissing, $"The input path `{input.Path}` leaves the job's folder.", "Use a relative path without `..`.");
        await using var blob = openBlob(input.Sha256) ?? throw Missing(input);
        Directory.CreateDirectory(Path.GetDirectoryName(destination)!);
        await using (var file = new FileStream(destination, FileMode.CreateNew, FileAccess.ReadWrite))
        {
            await blob.CopyToAsync(file, cancel);
            file.Position = 0;
            if (Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancel)) != input.Sha256)
                throw Missing(input);
        }
    }

    private static PlatformException Missing(WorkloadInput input) =>
        new(JobErrors.InputMissing, $"The input `{input.Path}` (sha256 `{input.Sha256}`) is not in the store, or damaged there.", "Submit the job again; its inputs are then uploaded anew.");
}
