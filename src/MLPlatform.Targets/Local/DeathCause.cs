using System.Globalization;
using MLPlatform.ControlPlaneClient.Processes;

namespace MLPlatform.Targets.Local;

/// <summary>Tells by what a process left why it ended, above all whether it was memory.</summary>
internal static class DeathCause
{
    private const int Abort = 6, Kill = 9;

    /// <summary>How often the system has killed a process for memory since it started; 0 where it does not count.</summary>
    public static long SystemKills()
    {
        try
        {
            var line = File.ReadLines("/proc/vmstat").FirstOrDefault(line => line.StartsWith("oom_kill ", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.AsSpan("oom_kill ".Length), NumberStyles.None, CultureInfo.InvariantCulture);
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    /// <param name="log">The process's own output: .NET says "Out of memory." there before it aborts.</param>
    public static AttemptEnd Of(ProcessExit exit, string log, long killsBefore)
    {
        if (exit.Signal == Kill && SystemKills() > killsBefore)
            return new AttemptEnd(null, Kill, true, "Out of memory: the system ended the worker process because the machine had none left.");
        if (exit.Signal is Abort || exit.Code == 128 + Abort)
        {
            var said = LogTail.Read(log, 30);
            if (said.Contains("Out of memory", StringComparison.Ordinal) || said.Contains("std::bad_alloc", StringComparison.Ordinal))
                return new AttemptEnd(exit.Code, exit.Signal, true, "Out of memory: the worker process could not get what it asked for.");
        }

        return new AttemptEnd(exit.Code, exit.Signal, false, exit.Signal == Kill
            ? "The worker process ended by signal 9 (kill): someone killed it."
            : $"The worker process {exit}.");
    }
}
