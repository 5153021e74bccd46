using System.Globalization;

namespace MLPlatform.ControlPlaneClient.Processes;

/// <summary>A process that cannot be mistaken for a later one with the same pid.</summary>
/// <param name="StartTicks">Clock ticks since boot: field 22 of <c>/proc/PID/stat</c> (proc(5)).</param>
public sealed record ProcessIdentity(int ProcessId, long StartTicks)
{
    public static ProcessIdentity Current { get; } = Of(Environment.ProcessId)
        ?? throw new PlatformNotSupportedException("/proc is not mounted.");

    /// <returns>Null when no such process runs; one that ended and waits for its parent does not run.</returns>
    public static ProcessIdentity? Of(int processId)
    {
        string stat;
        try
        {
            stat = File.ReadAllText($"/proc/{processId.ToString(CultureInfo.InvariantCulture)}/stat");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        // The second field is the program's name in parentheses and may hold spaces and parentheses itself; state is the first after it.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return fields.Length < 20 || fields[0] is "Z" or "X" ? null : new ProcessIdentity(processId, long.Parse(fields[19], CultureInfo.InvariantCulture));
    }

    public bool IsAlive => Of(ProcessId) == this;
}
