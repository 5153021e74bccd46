using MLPlatform.Magics.Tree;
using MLPlatform.Plots.Reports;
using MLPlatform.Plots.Tables;

namespace MLPlatform.Magics.Areas.Models;

internal sealed class ModelsList() : PlatformCommand("list", "Registered models with their aliases.", "models list")
{
    public override async Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancel)
    {
        var models = await call.Platform.Models.ListAsync(cancel);
        var table = Table.Of(
            ["model", "newest version", "aliases", "updated"],
            [.. models.Select(model => (IReadOnlyList<string?>)[model.Name, (model.LatestVersions ?? []).Select(version => version.Version).LastOrDefault(), string.Join(", ", (model.Aliases ?? []).Select(alias => $"{alias.Alias} → {alias.Version}")), model.LastUpdatedTimestamp is { } time ? Spelled.Day(DateTimeOffset.FromUnixTimeMilliseconds(time)) : ""])]);
        return new CommandResult($"**{Spelled.Count(models.Count, "registered model")}**", models, models.Count == 0 ? [] : [table]) { CSharp = "await ml.Models.ListAsync()" };
    }
}
