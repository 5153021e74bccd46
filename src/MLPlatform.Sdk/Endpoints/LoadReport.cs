using System.Globalization;
using MLPlatform.Plots.Output;
using MLPlatform.Plots.Reports;
using MLPlatform.Plots.Tables;

namespace MLPlatform.Sdk.Endpoints;

/// <summary>What an endpoint did under a steady load.</summary>
/// <param name="Asked">Requests a second that were sent.</param>
/// <param name="Achieved">Requests a second that were answered.</param>
/// <param name="Refused">Requests that were not answered with 200.</param>
/// <param name="Milliseconds">From due to answered, ascending, of the answered ones.</param>
public sealed record LoadReport(string Endpoint, double Asked, double Achieved, int Answered, int Refused, IReadOnlyList<double> Milliseconds) : IShown
{
    private static readonly double[] Shares = [0.5, 0.9, 0.99, 0.999, 1];

    /// <param name="share">0 to 1; the least time that at least this share of the requests does not exceed.</param>
    public double Quantile(double share) => Milliseconds.Count == 0 ? double.NaN : Milliseconds[Math.Clamp((int)Math.Ceiling(share * Milliseconds.Count) - 1, 0, Milliseconds.Count - 1)];

    public Table ToTable() => Table.Of(
        ["requests/s", "answered", "refused", "p50 ms", "p90 ms", "p99 ms", "p99.9 ms", "longest ms"],
        [[Text(Achieved), Answered.ToString(CultureInfo.InvariantCulture), Refused.ToString(CultureInfo.InvariantCulture), .. Shares.Select(share => Text(Quantile(share)))]]);

    public MimeBundle ToBundle() => new Report($"**{Text(Quantile(0.99))} ms p99** at {Text(Asked)} requests a second to `{Endpoint}`", ToTable()).ToBundle();

    private static string Text(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
