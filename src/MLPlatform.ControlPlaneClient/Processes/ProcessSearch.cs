using System.Globalization;
using System.Text;

namespace MLPlatform.ControlPlaneClient.Processes;

/// <summary>
/// Finds a process by a variable it was started with. The environment is there from a process's first instant, so a process whose parent died before it could
/// note the pid is found all the same.
/// </summary>
public static class ProcessSearch
{
    /// <param name="value">Unique to the process, such as a nonce.</param>
    /// <returns>The process that leads its session; null when there is none. Processes of other users are not seen.</returns>
    public static ProcessIdentity? ByEnvironment(string name, string value)
    {
        var wanted = Encoding.UTF8.GetBytes($"{name}={value}");
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && LeadsSession(folder, pid) && Holds(folder, wanted))
                return ProcessIdentity.Of(pid);
        }

        return null;
    }

    // Its children inherit the variable but not the lead.
    private static bool LeadsSession(string folder, int pid)
    {
        var stat = Encoding.UTF8.GetString(Read(Path.Combine(folder, "stat")));
        return stat.Length > 0 && stat[(stat.LastIndexOf(')') + 2)..].Split(' ', 5) is [_, _, _, var session, _] && session == pid.ToString(CultureInfo.InvariantCulture);
    }

    private static bool Holds(string folder, ReadOnlySpan<byte> wanted)
    {
        ReadOnlySpan<byte> environment = Read(Path.Combine(folder, "environ"));
        foreach (var range in environment.Split((byte)0))
        {
            if (environment[range].SequenceEqual(wanted))
                return true;
        }

        return false;
    }

    private static byte[] Read(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
