using System.Globalization;
using System.Runtime.InteropServices;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.ControlPlaneClient.Processes;

/// <summary>The product's one way to start a process that outlives this one, and to hold on to one that another process started.</summary>
public sealed partial class DetachedProcess
{
    private const int Interrupted = 4;
    private static readonly TimeSpan AdoptedPoll = TimeSpan.FromMilliseconds(200);

    private DetachedProcess(ProcessIdentity identity, Task<ProcessExit> exited)
    {
        Identity = identity;
        Exited = exited;
    }

    public ProcessIdentity Identity { get; }

    /// <summary>Completes when the process has ended and, being our child, has been reaped.</summary>
    public Task<ProcessExit> Exited { get; }

    /// <summary>Starts a process in a new session with its output in a file.</summary>
    /// <exception cref="PlatformException"><see cref="ConfigErrors.HomeNotWritable"/> when the log cannot be opened; <see cref="PlatformErrors.ProgramNotFound"/>.</exception>
    public static DetachedProcess Start(LaunchRequest request)
    {
        var pid = request.Processors.Count == 0 ? Spawn(request) : ProcessorSet.While(request.Processors, () => Spawn(request));
        if (request.Niceness > 0)
            _ = SetPriority(0, (uint)pid, request.Niceness);
        // Our child stays in /proc until we reap it, so its start time can always be read here, even when it has already ended.
        var identity = ProcessIdentity.Of(pid) ?? new ProcessIdentity(pid, -1);
        var exited = Task.Factory.StartNew(() => Reap(pid), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return new DetachedProcess(identity, exited);
    }

    /// <summary>Holds on to a running process that is not our child.</summary>
    /// <returns>Null when it no longer runs.</returns>
    public static DetachedProcess? Adopt(ProcessIdentity identity, TimeProvider time)
    {
        if (!identity.IsAlive)
            return null;
        return new DetachedProcess(identity, WatchAsync(identity, time));
    }

    /// <summary>Asks the process and everything in its session's group to end.</summary>
    public void Terminate() => Signal(15);

    public void Kill() => Signal(9);

    /// <summary>Asks, waits for <paramref name="grace"/>, then kills.</summary>
    public async Task<ProcessExit> StopAsync(TimeSpan grace, TimeProvider time)
    {
        Terminate();
        try
        {
            return await Exited.WaitAsync(grace, time);
        }
        catch (TimeoutException)
        {
            Kill();
            return await Exited;
        }
    }

    // Each process starts its own session, so its pid is also its process group's id and children of the workload end with it.
    private void Signal(int signal)
    {
        if (!Exited.IsCompleted && Identity.IsAlive && SendSignal(-Identity.ProcessId, signal) != 0)
            _ = SendSignal(Identity.ProcessId, signal);
    }

    private static int Spawn(LaunchRequest request)
    {
        var variables = Environment.GetEnvironmentVariables();
        var merged = variables.Keys.Cast<string>().ToDictionary(name => name, name => (string?)variables[name], StringComparer.Ordinal);
        foreach (var (name, value) in request.Environment)
            merged[name] = value;
        var pid = PosixSpawn.Start(request, [.. merged.Where(pair => pair.Value is not null).Select(pair => $"{pair.Key}={pair.Value}")]);
        if (pid > 0)
            return pid;
        throw new PlatformException(
            PlatformErrors.ProgramNotFound,
            $"`{request.Command[0]}` could not be started in `{request.Folder}` with its output in `{request.LogFile}`: {Marshal.GetPInvokeErrorMessage(-pid)}.",
            "Check that the program is installed and the folder can be written.");
    }

    private static ProcessExit Reap(int pid)
    {
        int status;
        while (WaitFor(pid, out status, 0) < 0)
        {
            if (Marshal.GetLastPInvokeError() != Interrupted)
                return ProcessExit.Unknown;
        }

        // wait(2): the low seven bits are the signal, 0 for a normal exit whose code is the second byte.
        return (status & 0x7f) is var signal and not 0 ? new ProcessExit(null, signal) : new ProcessExit((status >> 8) & 0xff, null);
    }

    private static async Task<ProcessExit> WatchAsync(ProcessIdentity identity, TimeProvider time)
    {
        while (identity.IsAlive)
            await Task.Delay(AdoptedPoll, time);
        return ProcessExit.Unknown;
    }

    public override string ToString() => "process " + Identity.ProcessId.ToString(CultureInfo.InvariantCulture);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static partial int WaitFor(int pid, out int status, int options);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "setpriority", SetLastError = true)]
    private static partial int SetPriority(int which, uint who, int niceness);
}
