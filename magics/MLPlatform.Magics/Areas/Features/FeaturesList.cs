using MLPlatform.Contracts.Time;
using MLPlatform.Magics.Tree;
using MLPlatform.Plots.Reports;
using MLPlatform.Plots.Tables;

namespace MLPlatform.Magics.Areas.Features;

internal sealed class FeaturesList() : PlatformCommand("list", "All feature views.", "features list")
{
    public override async Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancel)
    {
        var views = await call.Platform.Features.ListAsync(cancel);
        var table = Table.Of(
            ["view", "version", "entity", "source", "features", "windows", "ttl", "owner"],
            [.. views.Select(view => (IReadOnlyList<string?>)[view.Name, $"@{view.Version}", view.Entity, view.Source, string.Join(", ", view.Features.Select(feature => feature.Name)), string.Join(" ", view.Windows.Select(Durations.Format)), view.Ttl is { } ttl ? Durations.Format(ttl) : "for ever", view.Owner])]);
        return new CommandResult($"**{Spelled.Count(views.Count, "feature view")}**", views, views.Count == 0 ? [] : [table]) { CSharp = "await ml.Features.ListAsync()" };
    }
}
