using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Platform;
using MLPlatform.ControlPlaneClient.Home;
using MLPlatform.ControlPlaneClient.Processes;

namespace MLPlatform.ControlPlaneClient.Connection;

/// <summary>Starts the control plane of a home; callers in any number of processes get the same one.</summary>
internal sealed class ControlPlaneStarter(PlatformHome home, HttpClient http, TimeProvider time)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(25);

    private string LogFile => Path.Combine(home.Logs, "control-plane.out");

    public async Task<ControlPlaneAddress> StartAsync(CancellationToken cancel)
    {
        PrivateFiles.EnsureFolder(home.Logs);
        var started = time.GetTimestamp();
        while (true)
        {
            using (var startLock = PrivateFiles.TryLock(home.StartLock))
            {
                if (startLock is not null)
                    return await FindOrLaunchAsync(started, cancel);
            }

            if (time.GetElapsedTime(started) > Deadline)
                throw Unreachable("another process has been starting it for a minute");
            await Task.Delay(Poll, time, cancel);
        }
    }

    private async Task<ControlPlaneAddress> FindOrLaunchAsync(long started, CancellationToken cancel)
    {
        if (await ControlPlaneLocator.FindAsync(home, http, cancel) is { } running)
            return running;
        var process = DetachedProcess.Start(new LaunchRequest([.. ProductExecutable.Command(), "control-plane", "--home", home.Folder], home.Folder, LogFile)
        {
            Environment = new Dictionary<string, string?>(ProcessVariables.NotOfAJob) { [PlatformHome.Variable] = home.Folder },
        });
        while (true)
        {
            if (await ControlPlaneLocator.FindAsync(home, http, cancel) is { } address)
                return address;
            if (process.Exited.IsCompleted)
            {
                // A dying control plane may still have held the instance lock when ours looked: the next client call tries again.
                var exit = await process.Exited;
                throw Unreachable($"it {exit}: {LogTail.Read(LogFile, 5)}");
            }

            if (time.GetElapsedTime(started) > Deadline)
            {
                process.Kill();
                throw Unreachable("it did not answer within a minute");
            }

            await Task.Delay(Poll, time, cancel);
        }
    }

    private PlatformException Unreachable(string why) => new(
        PlatformErrors.Unreachable, $"The control plane of `{home.Folder}` could not be started: {why}.", $"Its log is `{LogFile}`.");
}
