using System.Globalization;
using System.Runtime.InteropServices;
using MLPlatform.Contracts.Files;

namespace MLPlatform.Targets.Containers;

/// <summary>
/// The line that starts a container: no network, no capability, no new privileges, nothing writable but the attempt's folder and a memory-backed /tmp,
/// bounded processes and files.
/// </summary>
internal static class ContainerArguments
{
    /// <summary>Value: first characters of a hash of the home, so that two homes of one machine do not sweep each other's containers.</summary>
    public const string HomeLabel = "mlplatform.home";

    public const string JobLabel = "mlplatform.job";

    private const long MostFiles = 20_000, MostProcesses = 4_096;

    /// <param name="folder">The attempt's folder; the container sees it, the product and .NET under the paths they have outside.</param>
    /// <param name="variables">File with the environment, so that no secret stands in a process list.</param>
    public static IReadOnlyList<string> Run(string name, string image, AttemptRequest attempt, string folder, string home, string variables)
    {
        var resources = attempt.Spec.Resources;
        var arguments = new List<string>
        {
            "run", "--detach", "--name", name,
            "--label", $"{HomeLabel}={home}", "--label", $"{JobLabel}={attempt.JobId}",
            "--pull", "never", "--network", "none", "--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges",
            "--tmpfs", "/tmp:rw,mode=1777", "--pids-limit", Text(MostProcesses),
            "--ulimit", Ulimit("nofile", Math.Min(MostFiles, HardLimit("Max open files"))), "--ulimit", Ulimit("nproc", Math.Min(MostProcesses, HardLimit("Max processes"))),
            "--env-file", variables, "--workdir", folder, "--mount", Mount(folder, readOnly: false),
            // Asked to end with a grace of its own; removed at once.
            "--stop-timeout", "0", "--log-driver", "k8s-file", "--log-opt", $"path={Path.Combine(folder, "worker.log")}",
        };
        // The folder belongs to whoever runs the control plane, and so does what is written into it.
        var user = EffectiveUser();
        arguments.AddRange(user == 0 ? ["--user", "0:0"] : ["--userns", "keep-id", "--user", Text(user)]);
        if (resources.CpuCores > 0)
            arguments.AddRange(["--cpus", resources.CpuCores.ToString(CultureInfo.InvariantCulture)]);
        if (resources.MemoryBytes > 0)
            arguments.AddRange(["--memory", Text(resources.MemoryBytes), "--memory-swap", Text(resources.MemoryBytes)]);
        var command = AttemptCommand.Of(attempt.Spec, folder);
        if (AttemptCommand.RunsProduct(attempt.Spec))
            arguments.AddRange(ProductFolders(command).SelectMany(path => (string[])["--mount", Mount(path, readOnly: true)]));
        return [.. arguments, image, .. command];
    }

    /// <summary>Where .NET lies; null when the product carries its own.</summary>
    public static string? DotnetRoot { get; } =
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../..")) is var root && Directory.Exists(Path.Combine(root, "shared")) ? root : null;

    private static IEnumerable<string> ProductFolders(IReadOnlyList<string> command)
    {
        var programs = command.Take(2).Where(word => Path.IsPathRooted(word) && File.Exists(word)).Select(word => Path.GetDirectoryName(word)!);
        return programs.Append(BundledFiles.Folder).Concat(DotnetRoot is { } root ? [root] : []).Where(Directory.Exists).Distinct(StringComparer.Ordinal);
    }

    private static string Mount(string path, bool readOnly) => $"type=bind,source={path},target={path}{(readOnly ? ",readonly" : "")}";

    private static string Ulimit(string name, long value) => $"{name}={Text(value)}:{Text(value)}";

    // A container may not be given more than this process has.
    private static long HardLimit(string name)
    {
        var line = File.ReadLines("/proc/self/limits").FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        return line?[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var hard, ..] && long.TryParse(hard, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : long.MaxValue;
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static long EffectiveUser() =>
        long.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[2], CultureInfo.InvariantCulture);
}
