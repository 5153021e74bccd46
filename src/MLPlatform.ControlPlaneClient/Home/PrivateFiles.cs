using MLPlatform.Contracts.Errors;

namespace MLPlatform.ControlPlaneClient.Home;

/// <summary>Files and folders that only their owner can read, written whole or not at all.</summary>
public static class PrivateFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Creates the folder and its parents with mode 0700; an existing folder keeps its mode.</summary>
    /// <exception cref="PlatformException"><see cref="ConfigErrors.HomeNotWritable"/>.</exception>
    public static string EnsureFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
            return folder;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(folder, failure);
        }
    }

    /// <summary>Replaces a file atomically, mode 0600: readers see the old content or the new, never a part.</summary>
    /// <exception cref="PlatformException"><see cref="ConfigErrors.HomeNotWritable"/>.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var draft = $"{path}.{Environment.ProcessId}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var file = new FileStream(draft, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            File.Move(draft, path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            File.Delete(draft);
            throw NotWritable(path, failure);
        }
    }

    /// <summary>A new file, mode 0600, that others may read while it is written.</summary>
    /// <exception cref="IOException">The file exists, or the disk refuses.</exception>
    public static FileStream Create(string path) =>
        new(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete, UnixCreateMode = OwnerOnly });

    /// <summary>Takes a lock file for this process; the system frees it when the process ends, however it ends.</summary>
    /// <returns>Null when another process holds it. Dispose to free it.</returns>
    /// <exception cref="PlatformException"><see cref="ConfigErrors.HomeNotWritable"/>.</exception>
    public static FileStream? TryLock(string path)
    {
        try
        {
            return new FileStream(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, UnixCreateMode = OwnerOnly });
        }
        catch (UnauthorizedAccessException failure)
        {
            throw NotWritable(path, failure);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
        catch (IOException failure)
        {
            throw NotWritable(path, failure);
        }
    }

    private static PlatformException NotWritable(string path, Exception cause) =>
        new(ConfigErrors.HomeNotWritable, $"`{path}` cannot be written: {cause.Message}", "Free space there, or name another folder with MLPLATFORM_HOME.", cause);
}
