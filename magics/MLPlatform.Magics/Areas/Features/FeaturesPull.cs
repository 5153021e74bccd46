using System.CommandLine;
using System.Globalization;
using MLPlatform.Features.Join;
using MLPlatform.Kernel.Display;
using MLPlatform.Magics.Tree;
using MLPlatform.Plots.Output;
using MLPlatform.Plots.Reports;
using MLPlatform.Plots.Tables;
using MLPlatform.Sdk.Features;

namespace MLPlatform.Magics.Areas.Features;

internal sealed class FeaturesPull : PlatformCommand
{
    private readonly Argument<string[]> _views = new("VIEW") { Description = "Feature views and services: name or name@version; one feature by view:feature.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string> _for = new("--for") { Description = "Rows to find features for: @frame, or a Parquet or CSV file.", HelpName = "@FRAME", Required = true };
    private readonly Option<string> _at = new("--at") { Description = "The column with the time of prediction.", HelpName = "COLUMN", Required = true };
    private readonly Option<bool> _leaky = new("--latest-value") { Description = "Leak: take the latest value by event time, known or not. Only to show the difference." };
    private readonly Option<bool> _explain = new("--explain") { Description = "Show what would be read, how it would be joined and what that takes; pull nothing." };
    private readonly Option<string?> _save = new("--save") { Description = "Also keep the training set under this name; `ml.Features.Open(NAME)` reads it back.", HelpName = "NAME" };

    public FeaturesPull()
        : base("pull", "Make a training set that is correct in time.", "features pull origin_load airports --for @trips --at departure -o train", "features pull delay_features --for @trips --at departure --explain")
    {
        Add(_views);
        Add(_for);
        Add(_at);
        Add(_leaky);
        Add(_explain);
        Add(_save);
    }

    public override async Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancel)
    {
        var (views, at, leaky) = (call.Get(_views), call.Get(_at), call.Get(_leaky));
        var rows = call.Frame(call.Get(_for));
        if (call.Get(_explain))
            return Explained(await call.Platform.Features.ExplainAsync(views, rows, at, cancel));
        var pulled = await call.Platform.Features.PullWithStatisticsAsync(views, rows, at, leaky ? Leak.LatestValue : Leak.None, cancel);
        var hash = pulled.Frame.ContentHash();
        var saved = call.Get(_save) is { } name ? $" · kept as `{name}` generation {await call.Platform.Features.SaveAsync(name, pulled.Frame, cancel)}" : "";
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"**{pulled.Frame.RowCount:N0} rows × {Spelled.Count(pulled.Columns.Count, "feature")}, {(leaky ? "latest value, NOT correct in time" : "correct in time")}** ({(leaky ? "by event time" : $"newest value known at `{at}`")}) · {Spelled.Time(pulled.Elapsed)} · {Spelled.Count(pulled.RowsWithoutHistory, "row")} had no history in some view (null there) · {Spelled.Hash(hash)}{saved}");
        IShown[] shown = leaky ? [FeatureArea.LeakWarning(pulled), FrameTable.Of(pulled.Frame)] : [FrameTable.Of(pulled.Frame)];
        return new CommandResult(
            line,
            pulled.Frame,
            shown,
            [.. pulled.Views.Select(view => string.Create(CultureInfo.InvariantCulture, $"{view.View}@{view.Version}: {view.SourceRows:N0} source rows, read in {Spelled.Time(view.Reading)}, joined in {Spelled.Time(view.Joining)}")), $"content {hash}"])
        { CSharp = $"await ml.Features.PullAsync([{string.Join(", ", views.Select(view => $"\"{view}\""))}], {call.Get(_for).TrimStart('@')}, at: \"{at}\")" };
    }

    private static CommandResult Explained(PullExplanation explanation)
    {
        var table = Table.Of(
            ["view", "reads", "rows, estimated", "joined by", "columns", "memory, estimated"],
            [.. explanation.Views.Select(view => (IReadOnlyList<string?>)[$"{view.View}@{view.Version}", view.Source, view.EstimatedRows?.ToString("N0", CultureInfo.InvariantCulture) ?? "unknown", view.Way, view.Columns.ToString(CultureInfo.InvariantCulture), Spelled.Bytes(view.Memory)])]);
        return new CommandResult(
            $"**would join {Spelled.Count(explanation.Views.Count, "view")}** to {Spelled.Count(explanation.Rows, "row")}, with about {Spelled.Bytes(explanation.Memory)} of memory at the highest",
            explanation,
            [table]);
    }
}
