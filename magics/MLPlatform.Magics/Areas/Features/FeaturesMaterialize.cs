using System.CommandLine;
using System.Globalization;
using MLPlatform.Magics.Tree;
using MLPlatform.Plots.Reports;
using MLPlatform.Plots.Tables;

namespace MLPlatform.Magics.Areas.Features;

internal sealed class FeaturesMaterialize : PlatformCommand
{
    private readonly Argument<string[]> _views = new("VIEW") { Description = "Feature views; none for all.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<DateTimeOffset?> _to = TimeOption.Of("--to", "Values as of this time, ISO 8601; now when left out.");

    public FeaturesMaterialize()
        : base("materialize", "Fill the online store.", "features materialize origin_load", "features materialize --to 2001-06-30T18:00:00Z")
    {
        Add(_views);
        Add(_to);
    }

    public override async Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancel)
    {
        var views = call.Get(_views);
        if (views.Length == 0)
            views = [.. (await call.Platform.Features.ListAsync(cancel)).Select(view => view.Name)];
        var started = call.Time.GetTimestamp();
        var written = await call.Platform.Features.MaterializeAsync(views, call.Get(_to), cancel);
        var table = Table.Of(["view", "keys", "took"], [.. written.Select(view => (IReadOnlyList<string?>)[$"{view.View}@{view.Version}", view.Keys.ToString("N0", CultureInfo.InvariantCulture), Spelled.Time(view.Elapsed)])]);
        return new CommandResult(
            $"**{Spelled.Count(written.Count, "view")} online** {Spelled.Count(written.Sum(view => view.Keys), "key")} durable in {Spelled.Time(call.Time.GetElapsedTime(started))}, as of {call.Get(_to)?.UtcDateTime.ToString("u", CultureInfo.InvariantCulture) ?? "now"}",
            written,
            [table])
        { CSharp = $"await ml.Features.MaterializeAsync([{string.Join(", ", views.Select(view => $"\"{view}\""))}])" };
    }
}
