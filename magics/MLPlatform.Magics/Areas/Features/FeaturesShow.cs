using System.CommandLine;
using MLPlatform.Contracts.Features;
using MLPlatform.Contracts.Time;
using MLPlatform.Magics.Tree;
using MLPlatform.Plots.Reports;
using MLPlatform.Plots.Tables;

namespace MLPlatform.Magics.Areas.Features;

internal sealed class FeaturesShow : PlatformCommand
{
    private readonly Argument<string> _view = new("VIEW") { Description = "A feature view: name or name@version." };

    public FeaturesShow()
        : base("show", "One feature view with its features.", "features show origin_load", "features show origin_load@1") => Add(_view);

    public override async Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancel)
    {
        var view = await call.Platform.Features.ViewAsync(call.Get(_view), cancel);
        var described = view.Features.Any(feature => feature.Description is not null || feature.Sensitivity != Sensitivity.Public);
        var table = described
            ? Table.Of(["feature", "expression", "sensitivity", "description"], [.. view.Features.Select(feature => (IReadOnlyList<string?>)[feature.Name, feature.Expression, feature.Sensitivity.ToString(), feature.Description ?? ""])])
            : Table.Of(["feature", "expression"], [.. view.Features.Select(feature => (IReadOnlyList<string?>)[feature.Name, feature.Expression])]);
        return new CommandResult(
            $"**{view.Name}@{view.Version}** {Spelled.Count(view.Features.Count, "feature")} of {view.Entity} from {view.Source}{(view.Description is null ? "" : " – " + view.Description)}",
            view,
            [table],
            [
                $"keys {string.Join(", ", view.KeyColumns.Select(key => key.Key == key.Value ? key.Key : $"{key.Key} in column {key.Value}"))}",
                $"happened at {view.EventTime ?? "– (always holds)"}, known at {view.KnownAt ?? "the same time"}",
                $"windows {string.Join(" ", view.Windows.Select(Durations.Format).DefaultIfEmpty("none"))}, ttl {(view.Ttl is { } ttl ? Durations.Format(ttl) : "for ever")}",
                $"reads {view.Source}@{Math.Max(1, view.SourceVersion)}{(view.Sql is null ? "" : ", transformed by " + view.Sql)}",
                $"owner {view.Owner ?? "nobody"}",
            ])
        { CSharp = $"await ml.Features.ViewAsync(\"{view.Name}\")" };
    }
}
