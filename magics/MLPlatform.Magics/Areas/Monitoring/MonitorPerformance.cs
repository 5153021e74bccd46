using System.CommandLine;
using System.Globalization;
using MLPlatform.Magics.Tree;
using MLPlatform.Monitoring.Performance;
using MLPlatform.Plots.Reports;
using MLPlatform.Plots.Tables;
using MLPlatform.Sdk.Monitoring;

namespace MLPlatform.Magics.Areas.Monitoring;

internal sealed class MonitorPerformance : PlatformCommand
{
    private readonly Argument<string> _endpoint = new("ENDPOINT") { Description = "An endpoint." };
    private readonly Option<DateTimeOffset?> _since = TimeOption.Of("--since", "Only requests captured from this time on; since the version was deployed when left out.");
    private readonly Option<double> _threshold = new("--threshold") { Description = "From this score on a prediction counts as positive.", DefaultValueFactory = _ => 0.5, HelpName = "SCORE" };

    public MonitorPerformance()
        : base("performance", "How good an endpoint's scores are: measured where labels came, estimated without them elsewhere.", "monitor performance flights --since 2001-06-01")
    {
        Add(_endpoint);
        Add(_since);
        Add(_threshold);
    }

    public override async Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancel)
    {
        var seen = await call.Platform.Monitor.PerformanceAsync(call.Get(_endpoint), call.Get(_since), call.Get(_threshold), cancel);
        var estimate = seen.Estimated is { } estimated ? string.Create(CultureInfo.InvariantCulture, $" · estimated {estimated.Auc:0.000} on {Spelled.Count(estimated.Rows, "row")} without labels") : "";
        return new CommandResult(
            string.Create(CultureInfo.InvariantCulture, $"**AUC {seen.Measured.Auc:0.000} measured** on {Spelled.Count(seen.Measured.Rows, "labelled row")}{estimate}"),
            seen,
            [TableOf(seen)],
            ["the estimate weighs each row by the share of positives that its score stood for where labels came; it holds while that relation does"])
        { CSharp = $"await ml.Monitor.PerformanceAsync(\"{seen.Endpoint}\")" };
    }

    internal static Table TableOf(EndpointPerformance seen) => Table.Of(
        ["", "rows", "AUC", "accuracy", "precision", "recall", "F1", "positives"],
        [Row("measured", seen.Measured), .. seen.Estimated is { } estimated ? new[] { Row("estimated", estimated) } : []]);

    private static IReadOnlyList<string?> Row(string how, ClassifierPerformance seen) =>
        [how, seen.Rows.ToString("N0", CultureInfo.InvariantCulture), .. new[] { seen.Auc, seen.Accuracy, seen.Precision, seen.Recall, seen.F1, seen.PositiveShare }.Select(value => double.IsNaN(value) ? null : value.ToString("0.000", CultureInfo.InvariantCulture))];
}
