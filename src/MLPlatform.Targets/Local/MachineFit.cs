using System.Globalization;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Jobs;
using MLPlatform.ControlPlaneClient.Processes;

namespace MLPlatform.Targets.Local;

/// <summary>Whether this machine has what a workload asks for.</summary>
internal static class MachineFit
{
    public static int Gpus => Directory.Exists("/proc/driver/nvidia/gpus") ? Directory.GetDirectories("/proc/driver/nvidia/gpus").Length : 0;

    /// <exception cref="PlatformException"><see cref="JobErrors.CannotRunThere"/>.</exception>
    public static void Check(string target, Resources asked)
    {
        var cores = ProcessorSet.Allowed().Count;
        if (asked.CpuCores > cores)
            throw Refusal(target, string.Create(CultureInfo.InvariantCulture, $"{asked.CpuCores} cores"), string.Create(CultureInfo.InvariantCulture, $"{cores}"));
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (asked.MemoryBytes > memory)
            throw Refusal(target, string.Create(CultureInfo.InvariantCulture, $"{asked.MemoryBytes >> 20} MB of memory"), string.Create(CultureInfo.InvariantCulture, $"{memory >> 20} MB"));
        if (asked.Gpus > Gpus)
            throw Refusal(target, string.Create(CultureInfo.InvariantCulture, $"{asked.Gpus} GPU{(asked.Gpus == 1 ? "" : "s")}"), Gpus == 0 ? "none" : Gpus.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>What the workload gets here: the limits it asked for, or all there is.</summary>
    public static string Describe(Resources asked)
    {
        var cores = asked.CpuCores > 0 ? asked.CpuCores : Environment.ProcessorCount;
        var memory = asked.MemoryBytes > 0 ? asked.MemoryBytes : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return string.Create(CultureInfo.InvariantCulture, $"{cores} cores, {memory >> 20} MB{(Gpus > 0 ? $", {Gpus} GPU" : "")}");
    }

    private static PlatformException Refusal(string target, string asked, string there) =>
        new(JobErrors.CannotRunThere, $"The job asks for {asked}; `{target}` has {there}.", "Ask for less, or choose another target with --on.");
}
