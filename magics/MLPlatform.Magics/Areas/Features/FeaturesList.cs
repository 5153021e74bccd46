using MLPlatform.Contracts.Time;
using MLPlatform.Magics.Tree;
using MLPlatform.Plots.Reports;
using MLPlatform.Plots.Tables;

namespace MLPlatform.Magics.Areas.Features;

internal sealed class FeaturesList() : PlatformCommand("list", "All feature views and services.", "features list")
{
    public override async Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancel)
    {
        var views = await call.Platform.Features.ListAsync(cancel);
        var table = Table.Of(
            ["view", "version", "entity", "source", "features", "windows", "ttl", "owner"],
            [.. views.Select(view => (IReadOnlyList<string?>)[view.Name, $"@{view.Version}", view.Entity, view.Source, string.Join(", ", view.Features.Select(feature => feature.Name)), string.Join(" ", view.Windows.Select(Durations.Format)), view.Ttl is { } ttl ? Durations.Format(ttl) : "for ever", view.Owner])]);
        var services = await call.Platform.Features.ServicesAsync(cancel);
        var lists = Table.Of(
            ["service", "version", "features", "owner"],
            [.. services.Select(service => (IReadOnlyList<string?>)[service.Name, $"@{service.Version}", string.Join(", ", service.Features), service.Owner])]);
        return new CommandResult(
            $"**{Spelled.Count(views.Count, "feature view")}**{(services.Count == 0 ? "" : $", {Spelled.Count(services.Count, "service")}")}",
            views,
            [.. views.Count == 0 ? [] : new[] { table }, .. services.Count == 0 ? [] : new[] { lists }])
        { CSharp = "await ml.Features.ListAsync()" };
    }
}
