using MLPlatform.Artifacts.Files;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.Artifacts.Trees;

/// <summary>A folder of artifacts by path, such as those of one run. No path given by a caller, encoded or through a symbolic link, reaches outside it.</summary>
public sealed class ArtifactTree(string folder)
{
    public string Folder { get; } = Path.GetFullPath(folder);

    /// <summary>Files and folders directly under <paramref name="path"/>, by name; empty when there is nothing there.</summary>
    /// <exception cref="PlatformException">The path is not safe.</exception>
    public IReadOnlyList<ArtifactEntry> List(string path = "")
    {
        var safe = ArtifactPath.Safe(path);
        var directory = new DirectoryInfo(LocalPathOf(safe));
        if (!directory.Exists)
            return [];
        return [.. directory.EnumerateFileSystemInfos()
            .Where(entry => !entry.Name.StartsWith(WholeFile.UnfinishedPrefix, StringComparison.Ordinal) && entry.LinkTarget is null)
            .OrderBy(entry => entry.Name, StringComparer.Ordinal)
            .Select(entry => new ArtifactEntry(safe.Length == 0 ? entry.Name : $"{safe}/{entry.Name}", entry is DirectoryInfo, (entry as FileInfo)?.Length))];
    }

    /// <summary>All files below <paramref name="path"/>.</summary>
    public IEnumerable<ArtifactEntry> ListFiles(string path = "") =>
        List(path).SelectMany(entry => entry.IsFolder ? ListFiles(entry.Path) : [entry]);

    /// <summary>Null when there is no file or folder.</summary>
    public ArtifactEntry? Find(string path)
    {
        var safe = ArtifactPath.Safe(path);
        var local = LocalPathOf(safe);
        return new FileInfo(local) is { Exists: true } file ? new ArtifactEntry(safe, false, file.Length)
            : Directory.Exists(local) ? new ArtifactEntry(safe, true, null)
            : null;
    }

    /// <summary>Stores a file, over what was there; readers of the old one read on.</summary>
    /// <returns>Bytes stored.</returns>
    /// <exception cref="PlatformException">The path is not safe or names a folder, or the disk is full or read-only; nothing half-written is left.</exception>
    public async Task<long> PutAsync(string path, Stream content, CancellationToken cancellation = default)
    {
        var local = LocalPathOf(ArtifactPath.Safe(path));
        if (local == Folder || Directory.Exists(local))
            throw new PlatformException(DataErrors.UnsafePath, $"`{path}` is a folder.", "Name a file.");
        var bytes = 0L;
        await using var file = WholeFile.Create(Path.GetDirectoryName(local)!);
        await file.CopyFromAsync(content, block => bytes += block.Length, cancellation);
        await file.FinishAsync(local);
        return bytes;
    }

    /// <summary>Opens a file at a byte offset, for whole and Range reads; seekable.</summary>
    /// <exception cref="PlatformException">The path is not safe, or there is no such file.</exception>
    public Stream OpenRead(string path, long offset = 0)
    {
        var local = LocalPathOf(ArtifactPath.Safe(path));
        if (!File.Exists(local))
            throw new PlatformException(DataErrors.ArtifactNotFound, $"There is no artifact `{path}`.");
        var stream = new FileStream(local, new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan, Share = FileShare.Read | FileShare.Delete });
        stream.Position = offset;
        return stream;
    }

    /// <summary>Removes a file or a whole folder; false when there is nothing.</summary>
    /// <exception cref="PlatformException">The path is not safe, or the disk refuses.</exception>
    public bool Delete(string path)
    {
        var local = LocalPathOf(ArtifactPath.Safe(path));
        try
        {
            if (File.Exists(local))
                File.Delete(local);
            else if (Directory.Exists(local))
                Directory.Delete(local, recursive: true);
            else
                return false;
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PlatformException(PlatformErrors.DiskFull, $"`{path}` cannot be removed: {exception.Message}", cause: exception);
        }
    }

    /// <summary>Where a safe path lies on this machine.</summary>
    /// <exception cref="PlatformException">The path is not safe or goes through a symbolic link.</exception>
    public string LocalPathOf(string path)
    {
        var local = Folder;
        foreach (var part in ArtifactPath.Safe(path).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            local = Path.Combine(local, part);
            if (new FileInfo(local).LinkTarget is not null)
                throw new PlatformException(DataErrors.UnsafePath, $"`{path}` goes through a symbolic link.");
        }

        return local;
    }
}
