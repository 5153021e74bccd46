using System.Globalization;
using MLPlatform.Contracts.Time;
using MLPlatform.Magics.Tree;
using MLPlatform.Plots.Reports;
using MLPlatform.Plots.Tables;

namespace MLPlatform.Magics.Areas;

internal sealed class StatusCommand() : PlatformCommand("status", "Where this notebook works: control plane, store, targets.", "status")
{
    public override async Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancel)
    {
        var status = await call.Platform.StatusAsync(cancel);
        var principal = status.Principal;
        var up = call.Now - UnixMicros.ToInstant(status.StartedAt);
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"**{principal.Environment} · project `{principal.Project}` · {principal.Subject}** control plane {status.Url} (started {Spelled.Time(up)} ago) · store {status.Store}, {Spelled.Count(status.Runs, "run")}, {Spelled.Count(status.Models, "model")}, {Spelled.Count(status.FeatureViews, "feature view")}, {Spelled.Count(status.Endpoints, "endpoint")}");
        var targets = Table.Of(["target", "usable", "detail"], [.. status.Targets.Select(target => (IReadOnlyList<string?>)[target.Name, target.Available ? "yes" : "no", target.Detail])]);
        return new CommandResult(line, status, [targets], [$"version {status.Version}", $"home {status.Home}", $"process {status.ProcessId}"]) { CSharp = "await ml.StatusAsync()" };
    }
}
