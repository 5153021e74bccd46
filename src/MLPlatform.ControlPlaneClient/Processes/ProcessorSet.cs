using System.Runtime.InteropServices;

namespace MLPlatform.ControlPlaneClient.Processes;

/// <summary>Which processors threads may run on. A child inherits the set of the thread that starts it, so no child ever runs outside its set.</summary>
public static partial class ProcessorSet
{
    // 1024 processors, glibc's cpu_set_t.
    private const int Bytes = 128;

    /// <returns>Processor numbers this process may use, ascending.</returns>
    public static IReadOnlyList<int> Allowed()
    {
        var set = new byte[Bytes];
        if (GetAffinity(0, Bytes, set) < 0)
            return [.. Enumerable.Range(0, Environment.ProcessorCount)];
        return [.. Enumerable.Range(0, Bytes * 8).Where(cpu => (set[cpu / 8] & (1 << (cpu % 8))) != 0)];
    }

    internal static T While<T>(IReadOnlyList<int> processors, Func<T> start)
    {
        var before = new byte[Bytes];
        var wanted = new byte[Bytes];
        foreach (var cpu in processors)
            wanted[cpu / 8] |= (byte)(1 << (cpu % 8));
        if (GetAffinity(0, Bytes, before) < 0 || SetAffinity(0, Bytes, wanted) < 0)
            return start();
        try
        {
            return start();
        }
        finally
        {
            _ = SetAffinity(0, Bytes, before);
        }
    }

    [LibraryImport("libc", EntryPoint = "sched_getaffinity", SetLastError = true)]
    private static partial int GetAffinity(int thread, nuint bytes, [Out] byte[] set);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    private static partial int SetAffinity(int thread, nuint bytes, byte[] set);
}
