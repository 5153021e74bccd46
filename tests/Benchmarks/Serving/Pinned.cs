using System.Diagnostics;
using System.Globalization;
using Benchmarks.Measuring;

namespace Benchmarks.Serving;

/// <summary>A server on the last processor, while the load comes from the others: neither takes turns with the other.</summary>
internal static class Pinned
{
    private static readonly string Server = (Environment.ProcessorCount - 1).ToString(CultureInfo.InvariantCulture);

    public static Process Start(Workplace workplace, string file, IEnumerable<string> arguments) => workplace.Start("taskset", ["-c", Server, file, .. arguments]);

    /// <summary>Moves this process off the servers' processor.</summary>
    public static void Load()
    {
        if (Environment.ProcessorCount > 1)
            Process.GetCurrentProcess().ProcessorAffinity = (1 << (Environment.ProcessorCount - 1)) - 1;
    }

    /// <summary>Seconds of processor time a process has used.</summary>
    public static double CpuSeconds(Process process)
    {
        process.Refresh();
        return process.TotalProcessorTime.TotalSeconds;
    }
}
