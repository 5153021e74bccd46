using System.Globalization;

namespace Benchmarks.Joins;

/// <summary>What a piece of work adds to the memory of this process at its highest, as the kernel counts resident pages.</summary>
internal static class PeakMemory
{
    /// <returns>Bytes.</returns>
    public static long AddedBy(Action work)
    {
        // Aggressive hands free memory back to the system: what the work takes then shows.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        // 5 sets the high-water mark back to what is resident now.
        File.WriteAllText("/proc/self/clear_refs", "5");
        var before = Status("VmRSS:");
        work();
        return Status("VmHWM:") - before;
    }

    private static long Status(string field) =>
        1024 * long.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith(field, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Trim(), CultureInfo.InvariantCulture);
}
