using System.Runtime;

namespace MLPlatform.Cli.Kernel;

/// <summary>
/// What the just-in-time compiler had to compile until the first cell was answered. The first kernel of an installation records it; in later
/// ones the runtime compiles the same methods ahead, on a core the start leaves idle. It lies beside the program, so that a new build starts anew.
/// </summary>
internal sealed class StartupProfile
{
    private const string FileName = "kernel-start.jit";

    // A first cell that trains a model must not make every later start compile a training run.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);

    private readonly ITimer? _limit;
    private string? _recording;

    private StartupProfile(string? recording, TimeProvider time)
    {
        _recording = recording;
        _limit = recording is null ? null : time.CreateTimer(_ => End(), null, Longest, Timeout.InfiniteTimeSpan);
    }

    public static StartupProfile Begin(string programFolder, TimeProvider time)
    {
        if (File.Exists(Path.Combine(programFolder, FileName)))
        {
            ProfileOptimization.SetProfileRoot(programFolder);
            ProfileOptimization.StartProfile(FileName);
            return new StartupProfile(null, time);
        }

        try
        {
            // A folder of this process's own: two first kernels must not write one file.
            var folder = Directory.CreateDirectory(Path.Combine(programFolder, $".{FileName}-{Environment.ProcessId}")).FullName;
            ProfileOptimization.SetProfileRoot(folder);
            ProfileOptimization.StartProfile(FileName);
            return new StartupProfile(folder, time);
        }
        catch (Exception readOnly) when (readOnly is IOException or UnauthorizedAccessException)
        {
            // An installation nobody may write to starts without a profile, only slower.
            return new StartupProfile(null, time);
        }
    }

    /// <summary>Keeps what was recorded, once; does nothing in a kernel that used a profile.</summary>
    public void End()
    {
        if (Interlocked.Exchange(ref _recording, null) is not { } folder)
            return;
        _limit?.Dispose();
        ProfileOptimization.StartProfile(null);
        try
        {
            var written = Path.Combine(folder, FileName);
            if (File.Exists(written))
                File.Move(written, Path.Combine(Path.GetDirectoryName(folder)!, FileName), overwrite: true);
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception lost) when (lost is IOException or UnauthorizedAccessException)
        {
            // The next kernel records again.
        }
    }
}
