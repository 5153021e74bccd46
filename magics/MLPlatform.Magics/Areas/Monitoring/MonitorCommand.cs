using System.CommandLine;
using System.Globalization;
using MLPlatform.Contracts.Errors;
using MLPlatform.Magics.Tree;
using MLPlatform.Monitoring;
using MLPlatform.Monitoring.Sketches;
using MLPlatform.Plots.Figures;
using MLPlatform.Plots.Reports;
using MLPlatform.Plots.Tables;
using MLPlatform.Sdk.Monitoring;

namespace MLPlatform.Magics.Areas.Monitoring;

internal sealed class MonitorCommand : PlatformCommand
{
    private const int Bins = 30;

    private readonly Argument<string> _endpoint = new("ENDPOINT") { Description = "An endpoint." };
    private readonly Option<string> _against = new("--against") { Description = "What to compare with: training.", HelpName = "REFERENCE", DefaultValueFactory = _ => "training" };
    private readonly Option<DateTimeOffset?> _since = TimeOption.Of("--since", "Only requests captured from this time on; since the version was deployed when left out.");

    public MonitorCommand()
        : base("monitor", "Drift of an endpoint's inputs and scores.", "monitor flights --against training")
    {
        Add(_endpoint);
        Add(_against);
        Add(_since);
        // A command with others below it that has no action of its own asks for one of them.
        SetAction(static _ => 0);
        Add(new MonitorCheckCommand());
        Add(new MonitorLabels());
        Add(new MonitorPerformance());
        Add(new MonitorSilence());
    }

    public override async Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancel)
    {
        if (call.Get(_against) != "training")
            throw new PlatformException(CommandErrors.BadValue, $"`--against {call.Get(_against)}` is no reference.", "There is `training`, the profile stored with the model.");
        var drift = await call.Platform.Monitor.DriftAsync(call.Get(_endpoint), call.Get(_since), cancel);
        var inputs = drift.Report.Columns.Count(column => column.Column != drift.Score);
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"**{drift.Drifted.Count} of {inputs} inputs drifted{(drift.ScoreMoved is { } moved ? $", scores moved by {moved:+0.000;-0.000;0.000}" : "")}** · {Spelled.Count(drift.Rows, "captured row")} against {drift.Report.RowsThen:N0} training rows");
        var worst = drift.Drifted.Count > 0 ? drift.Drifted[0].Column : drift.Report.Columns.OrderByDescending(column => column.EffectSize).First().Column;
        return new CommandResult(line, drift, [TableOf(drift), Compare(drift, worst), Compare(drift, drift.Score)], [.. drift.Report.NotCompared.Select(column => $"{column.Key} not compared: {column.Value}")])
        { CSharp = $"await ml.Monitor.DriftAsync(\"{drift.Endpoint}\")" };
    }

    private static Table TableOf(EndpointDrift drift) => new(
        [new("input or score"), new("drifted"), new("effect size", Align: Align.Right), new("PSI", Align: Align.Right), new("test"), new("value", Align: Align.Right), new("threshold", Align: Align.Right), new("mean then", Align: Align.Right), new("mean now", Align: Align.Right), new("null then", Align: Align.Right), new("null now", Align: Align.Right)],
        [.. drift.Report.Columns.OrderByDescending(column => column.Column == drift.Score).ThenByDescending(column => column.EffectSize).Select(Row)]);

    private static IReadOnlyList<string?> Row(ColumnDrift column) =>
    [
        column.Column,
        column.Drifted ? "drifted" : "",
        Spelled.Number(Math.Round(column.EffectSize, 3)),
        Spelled.Number(Math.Round(column.Psi, 3)),
        column.Test.ToString(),
        Spelled.Number(Math.Round(column.Score, 4)),
        Spelled.Number(column.Threshold),
        column.MeanThen is { } then ? Spelled.Number(Math.Round(then, 3)) : null,
        column.MeanNow is { } now ? Spelled.Number(Math.Round(now, 3)) : null,
        column.NullShareThen.ToString("0%", CultureInfo.InvariantCulture),
        column.NullShareNow.ToString("0%", CultureInfo.InvariantCulture),
    ];

    private static Figure Compare(EndpointDrift drift, string column)
    {
        var (then, now) = (drift.Training.Find(column)?.Numbers, drift.Now.Find(column)?.Numbers);
        if (then is null || now is null)
            return new Figure { Title = column };
        // The outer percent of either side would flatten the rest.
        var low = Math.Min(then.Quantile(0.01)!.Value, now.Quantile(0.01)!.Value);
        var high = Math.Max(then.Quantile(0.99)!.Value, now.Quantile(0.99)!.Value);
        return new Figure(Shares(then, low, high, "training"), Shares(now, low, high, "now")) { Title = column, XTitle = column, YTitle = "share of rows" };
    }

    private static Trace Shares(Distribution distribution, double low, double high, string name)
    {
        var width = high > low ? (high - low) / Bins : 1;
        var shares = new double[Bins];
        var total = 0.0;
        foreach (var (value, count) in distribution.Points())
        {
            total += count;
            if (value >= low && value <= high)
                shares[Math.Min(Bins - 1, (int)((value - low) / width))] += count;
        }

        return new Trace(TraceKind.Line, Enumerable.Range(0, Bins).Select(bin => low + ((bin + 0.5) * width)).ToArray(), [.. shares.Select(share => share / total)], name);
    }
}
