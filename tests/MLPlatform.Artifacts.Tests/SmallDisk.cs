using System.Diagnostics;

namespace MLPlatform.Artifacts.Tests;

/// <summary>A real file system of 1 MiB, where this user may mount one.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>Null when mounting is not permitted.</summary>
    public static SmallDisk? TryMount()
    {
        var folder = Directory.CreateTempSubdirectory("small-disk").FullName;
        if (Environment.IsPrivilegedProcess && Run("mount", "-t", "tmpfs", "-o", "size=1m", "none", folder))
            return new SmallDisk(folder);
        Directory.Delete(folder);
        return null;
    }

    public void Dispose()
    {
        Run("umount", Folder);
        Directory.Delete(Folder);
    }

    private static bool Run(string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments) { RedirectStandardError = true };
        using var process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
