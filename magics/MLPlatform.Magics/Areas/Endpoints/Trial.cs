using System.Globalization;
using MLPlatform.Contracts.Endpoints;
using MLPlatform.Plots.Tables;

namespace MLPlatform.Magics.Areas.Endpoints;

/// <summary>Two versions side by side.</summary>
internal static class Trial
{
    public static string Share(TrafficRule rule) => string.Create(CultureInfo.InvariantCulture, $"{(rule.Shadow ? "a shadow of " : "")}{rule.Weight:0.#%} of {(rule.Key is { } key ? $"the values of {key}" : "requests")}")
        + (rule.Header is { } header ? $", and those with {header}{(rule.HeaderValue is { } value ? $": {value}" : "")}" : "");

    public static Table TableOf(TrafficReport report) => Table.Of(
        ["version", "requests", "failures", "mean ms", "mean score", "± score", ""],
        [Row(report.Serving, "serves"), .. report.Candidate is { } candidate ? new[] { Row(candidate, report.Stopped is { } why ? "stopped: " + why : report.Passed ? "passed" : "on trial") } : []]);

    public static string Differences(ShadowTraffic shadow) =>
        string.Create(CultureInfo.InvariantCulture, $"shadow: {shadow.Rows:N0} rows, scores differ by {shadow.MeanDifference:0.####} on average and {shadow.LargestDifference:0.####} at most, {shadow.Failures} failed, {shadow.Dropped} dropped");

    private static IReadOnlyList<string?> Row(VersionTraffic traffic, string role) =>
    [
        traffic.Version.ToString(CultureInfo.InvariantCulture),
        traffic.Requests.ToString("N0", CultureInfo.InvariantCulture),
        traffic.Failures.ToString("N0", CultureInfo.InvariantCulture),
        traffic.MeanMilliseconds.ToString("0.##", CultureInfo.InvariantCulture),
        traffic.MeanScore?.ToString("0.####", CultureInfo.InvariantCulture),
        traffic.ScoreDeviation?.ToString("0.####", CultureInfo.InvariantCulture),
        role,
    ];
}
