using System.Globalization;

namespace MLPlatform.Cli.Kernel;

/// <summary>
/// Notices that whoever started the kernel is gone. Jupyter starts kernels in a session of their own, so no signal tells them; an orphan
/// would hold its memory for ever.
/// </summary>
/// <param name="named">Process id in <c>JPY_PARENT_PID</c>; null watches for a change of this process's own parent.</param>
internal sealed class ParentWatch(int? named, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public static ParentWatch FromEnvironment(TimeProvider time) =>
        new(int.TryParse(Environment.GetEnvironmentVariable("JPY_PARENT_PID"), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && pid > 0 ? pid : null, time);

    /// <summary>Returns when the parent is gone; never, where processes cannot be seen.</summary>
    public async Task WaitAsync(CancellationToken stop)
    {
        var self = Stat(Environment.ProcessId);
        var parent = named is { } pid ? Stat(pid) : null;
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stop))
        {
            if (self is null)
                continue;
            if (named is { } watched)
            {
                // The start time tells the parent from a later process with its number; a named parent outside this pid namespace was never seen.
                if (parent is not null && (Stat(watched) is not { } now || now.Started != parent.Started || now.State == 'Z'))
                    return;
            }
            else if (Stat(Environment.ProcessId) is { } mine && mine.Parent != self.Parent)
            {
                return;
            }
        }
    }

    /// <summary>proc(5): after the command in parentheses come state (field 3), parent (4) and, as field 22, the start time in clock ticks.</summary>
    private static ProcessStat? Stat(int pid)
    {
        try
        {
            var line = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
            var fields = line[(line.LastIndexOf(')') + 2)..].Split(' ');
            return new ProcessStat(fields[0][0], int.Parse(fields[1], CultureInfo.InvariantCulture), ulong.Parse(fields[19], CultureInfo.InvariantCulture));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private sealed record ProcessStat(char State, int Parent, ulong Started);
}
