using System.CommandLine;
using System.Globalization;
using MLPlatform.Magics.Tree;
using MLPlatform.Plots.Reports;
using MLPlatform.Plots.Tables;
using MLPlatform.Sdk.Jobs;

namespace MLPlatform.Magics.Areas.Models;

internal sealed class ModelsLineage : PlatformCommand
{
    private readonly Argument<string> _model = new("MODEL") { Description = "name, name@alias or name@version." };

    public ModelsLineage()
        : base("lineage", "Where a model version came from, and what serves it.", "models lineage flight-delays@champion") => Add(_model);

    public override async Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancel)
    {
        var lineage = await call.Platform.Models.LineageAsync(call.Get(_model), cancel);
        var rows = new List<IReadOnlyList<string?>>();
        foreach (var pull in lineage.Pulls)
            rows.Add(["data", Spelled.Hash(pull.ContentHash), string.Create(CultureInfo.InvariantCulture, $"{pull.Rows:N0} rows × {pull.Columns} columns, {(pull.Leaky ? "NOT correct in time" : "correct in time")} at {pull.AtColumn}")]);
        foreach (var view in lineage.Views)
            rows.Add(["feature view", view, ""]);
        if (lineage.Run is { } run)
        {
            rows.Add(["run", run.Name, string.Join(" · ", run.Metrics.Where(metric => metric.Key.StartsWith("test_", StringComparison.Ordinal)).Select(metric => $"{metric.Key} {Spelled.Number(metric.Value)}"))]);
            rows.Add(["code", "sha256:" + run.Tags.GetValueOrDefault(RunTags.CodeHash, "–")[..Math.Min(12, run.Tags.GetValueOrDefault(RunTags.CodeHash, "–").Length)], run.Tags.TryGetValue(RunTags.GitCommit, out var commit) ? $"commit {commit[..12]}" : "not in a repository"]);
            rows.Add(["job", run.Tags.GetValueOrDefault(RunTags.Job), $"on {run.Tags.GetValueOrDefault(RunTags.Target)}"]);
        }

        rows.Add(["model", $"{lineage.Version.Name}@{lineage.Version.Version}", lineage.Manifest is { } manifest ? $"{manifest.Inputs.Count} inputs, {string.Join(" + ", manifest.Flavors.Keys)}" : lineage.Version.Source]);
        foreach (var endpoint in lineage.Endpoints)
            rows.Add(["endpoint", endpoint.Name, $"{endpoint.Url} {endpoint.State.ToString().ToLowerInvariant()}"]);
        var path = string.Join(" → ", rows.Select(row => row[0]).Distinct());
        return new CommandResult($"**{lineage.Version.Name}@{lineage.Version.Version}** {path}", lineage, [Table.Of(["step", "what", "detail"], rows)]) { CSharp = $"await ml.Models.LineageAsync(\"{call.Get(_model)}\")" };
    }
}
