using MLPlatform.Contracts.Jobs;
using MLPlatform.ControlPlaneClient.Processes;

namespace MLPlatform.Targets;

/// <summary>A spec's command with its placeholders filled in.</summary>
internal static class AttemptCommand
{
    private const string Product = "{mlplatform}";

    /// <param name="folder">The attempt's folder as the workload sees it.</param>
    public static IReadOnlyList<string> Of(WorkloadSpec spec, string folder)
    {
        var arguments = spec.Command.Select(argument => argument.Replace("{folder}", folder, StringComparison.Ordinal));
        return RunsProduct(spec) ? [.. ProductExecutable.Command(), .. arguments.Skip(1)] : [.. arguments];
    }

    public static bool RunsProduct(WorkloadSpec spec) => spec.Command[0] == Product;
}
