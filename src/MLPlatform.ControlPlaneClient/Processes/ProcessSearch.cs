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
    public static ProcessIdentity? ByEnvironment(string name, string value) => AllByEnvironment(name, value).Select(found => found.Identity).FirstOrDefault();

    /// <returns>Every such process that leads a session, with the names of its variables.</returns>
    internal static IEnumerable<(ProcessIdentity Identity, IReadOnlySet<string> Variables)> AllByEnvironment(string name, string value)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) || !LeadsSession(folder, pid))
                continue;
            var variables = Encoding.UTF8.GetString(Read(Path.Combine(folder, "environ"))).Split('\0');
            if (variables.Contains($"{name}={value}") && ProcessIdentity.Of(pid) is { } identity)
                yield return (identity, variables.Select(variable => variable.Split('=', 2)[0]).ToHashSet(StringComparer.Ordinal));
        }
    }

    // Its children inherit the variable but not the lead.
    private static bool LeadsSession(string folder, int pid)
    {
        var stat = Encoding.UTF8.GetString(Read(Path.Combine(folder, "stat")));
        return stat.Length > 0 && stat[(stat.LastIndexOf(')') + 2)..].Split(' ', 5) is [_, _, _, var session, _] && session == pid.ToString(CultureInfo.InvariantCulture);
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
