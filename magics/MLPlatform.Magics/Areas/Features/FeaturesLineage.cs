using System.CommandLine;
using MLPlatform.Magics.Tree;
using MLPlatform.Plots.Reports;
using MLPlatform.Plots.Tables;
using MLPlatform.Sdk.Features;

namespace MLPlatform.Magics.Areas.Features;

internal sealed class FeaturesLineage : PlatformCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "A view, service, source or entity: name or name@version." };

    public FeaturesLineage()
        : base("lineage", "What a definition is made from, and what is made from it.", "features lineage origin_load", "features lineage flights@2") => Add(_name);

    public override async Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancel)
    {
        var lineage = await call.Platform.Features.LineageAsync(call.Get(_name), cancel);
        var rows = lineage.From.Select(step => Row("from", step)).Concat(lineage.Into.Select(step => Row("into", step))).ToArray();
        return new CommandResult(
            $"**{lineage.Kind} {lineage.Name}@{lineage.Version}** made from {Spelled.Count(lineage.From.Count, "thing")}, {Spelled.Count(lineage.Into.Count, "thing")} made from it",
            lineage,
            rows.Length == 0 ? [] : [Table.Of(["", "what", "name", "detail"], rows)])
        { CSharp = $"await ml.Features.LineageAsync(\"{call.Get(_name)}\")" };
    }

    private static IReadOnlyList<string?> Row(string direction, LineageStep step) => [direction, step.Kind, step.Kind == "training set" ? Spelled.Hash(step.Name) : step.Name, step.Detail];
}
