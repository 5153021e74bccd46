using System.Globalization;

namespace MLPlatform.Targets.Local;

/// <summary>How much memory a process and all it started hold that the system cannot take back.</summary>
internal static class SessionMemory
{
    /// <param name="session">Session id: the pid of the process that leads it.</param>
    /// <returns>Bytes of anonymous and shared memory (RssAnon and RssShmem of proc(5)); pages of files are not counted, since they can be dropped.</returns>
    public static long Bytes(int session)
    {
        var total = 0L;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out _))
                total += BytesIn(folder, session);
        }

        return total;
    }

    private static long BytesIn(string folder, int session)
    {
        try
        {
            var stat = File.ReadAllText(Path.Combine(folder, "stat"));
            // After the name: state, parent, process group, session.
            if (stat[(stat.LastIndexOf(')') + 2)..].Split(' ', 5)[3] != session.ToString(CultureInfo.InvariantCulture))
                return 0;
            return File.ReadLines(Path.Combine(folder, "status"))
                .Where(line => line.StartsWith("RssAnon:", StringComparison.Ordinal) || line.StartsWith("RssShmem:", StringComparison.Ordinal))
                .Sum(line => long.Parse(line.AsSpan(line.IndexOf(':') + 1).Trim().TrimEnd(" kB"), NumberStyles.None, CultureInfo.InvariantCulture) * 1024);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
