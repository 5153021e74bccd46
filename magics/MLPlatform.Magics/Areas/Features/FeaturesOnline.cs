using System.CommandLine;
using System.Globalization;
using MLPlatform.Contracts.Time;
using MLPlatform.Features.Online;
using MLPlatform.Magics.Tree;
using MLPlatform.Plots.Reports;
using MLPlatform.Plots.Tables;

namespace MLPlatform.Magics.Areas.Features;

internal sealed class FeaturesOnline : PlatformCommand
{
    private readonly Argument<string> _view = new("VIEW") { Description = "A feature view." };
    private readonly Argument<string[]> _keys = new("KEY=VALUE") { Description = "Join keys.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<DateTimeOffset?> _at = TimeOption.Of("--at", "The time of the question, for times to live; now when left out.");

    public FeaturesOnline()
        : base("online", "Read one entity from the online store, as an endpoint would.", "features online origin_load origin=JFK --at 2001-06-30T18:00:00Z")
    {
        Add(_view);
        Add(_keys);
        Add(_at);
    }

    public override async Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancel)
    {
        var keys = KeyValues.Parse(call.Get(_keys));
        var started = call.Time.GetTimestamp();
        var frame = await call.Platform.Features.KeysAsync(call.Get(_view), keys, cancel);
        var rows = (await call.Platform.Features.ReadOnlineAsync([call.Get(_view)], frame, call.Get(_at), cancel)).Views[0];
        var took = call.Time.GetElapsedTime(started);
        var table = Table.Of(["feature", "value"], [.. rows.Values.Select(column => (IReadOnlyList<string?>)[column.Name, Convert.ToString(column.GetValue(0), CultureInfo.InvariantCulture)])]);
        var status = rows.Statuses[0] switch { OnlineStatus.Present => "present", OnlineStatus.NotFound => "not found", _ => "older than its time to live" };
        return new CommandResult($"**{status}** in {Spelled.Time(took)}{(rows.EventTimes[0] == long.MinValue ? "" : $" · newest fact {Spelled.Day(UnixMicros.ToInstant(rows.EventTimes[0]))}")}", rows, rows.Statuses[0] == OnlineStatus.Present ? [table] : []);
    }
}
