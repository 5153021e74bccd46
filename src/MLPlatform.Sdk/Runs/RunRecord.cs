using System.Globalization;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Text;
using MLPlatform.Contracts.Tracking;
using MLPlatform.Plots.Output;
using MLPlatform.Plots.Reports;
using MLPlatform.Plots.Tables;

namespace MLPlatform.Sdk.Runs;

/// <summary>A run as it was when it was read.</summary>
/// <param name="Metrics">Latest value of each metric.</param>
public sealed record RunRecord(string Id, string Name, string ExperimentId, string Status, DateTimeOffset? Started, TimeSpan? Duration, IReadOnlyDictionary<string, double> Metrics, IReadOnlyDictionary<string, string> Parameters, IReadOnlyDictionary<string, string> Tags, IReadOnlyList<DatasetInput> Data) : IShown
{
    /// <exception cref="PlatformException">The run has no such metric; the message names the nearest.</exception>
    public double Metric(string key) => Metrics.TryGetValue(key, out var value)
        ? value
        : throw new PlatformException(TrackingErrors.MetricNotFound, $"The run `{Name}` has no metric `{key}`.", Nearest.To(key, Metrics.Keys) is { } nearest ? $"Did you mean `{nearest}`?" : $"It has {string.Join(", ", Metrics.Keys.DefaultIfEmpty("none"))}.");

    public MimeBundle ToBundle() => new Report(
        $"**run `{Name}`** {Status.ToLowerInvariant()}",
        Table.Of(["metric", "value"], [.. Metrics.Select(metric => (IReadOnlyList<string?>)[metric.Key, metric.Value.ToString("0.#####", CultureInfo.InvariantCulture)])]))
    {
        Details = [new Detail("id", Id), .. Parameters.Select(parameter => new Detail(parameter.Key, parameter.Value))],
    }.ToBundle();

    internal static RunRecord Of(Run run)
    {
        var tags = (run.Data?.Tags ?? []).ToDictionary(tag => tag.Key, tag => tag.Value);
        return new RunRecord(
            run.Info.RunId,
            run.Info.RunName ?? run.Info.RunId,
            run.Info.ExperimentId,
            run.Info.Status,
            run.Info.StartTime is > 0 and var start ? DateTimeOffset.FromUnixTimeMilliseconds(start) : null,
            run.Info is { StartTime: > 0 and var from, EndTime: > 0 and var to } ? TimeSpan.FromMilliseconds(to - from) : null,
            (run.Data?.Metrics ?? []).ToDictionary(metric => metric.Key, metric => metric.Value),
            (run.Data?.Params ?? []).ToDictionary(parameter => parameter.Key, parameter => parameter.Value),
            tags,
            run.Inputs?.DatasetInputs ?? []);
    }
}
