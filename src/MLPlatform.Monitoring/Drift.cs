using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Frames;
using MLPlatform.Monitoring.Sketches;
using MLPlatform.Monitoring.Statistics;

namespace MLPlatform.Monitoring;

/// <summary>
/// Whether columns changed. The test of a column is the one that Evidently picks, by the number of reference rows: up to 1,000 Kolmogorov–Smirnov for numbers, chi² for few values and text (z for two values);
/// above that Wasserstein distance and Jensen–Shannon distance, because with many rows a p-value calls any difference drift.
/// </summary>
public static class Drift
{
    /// <summary>The share of drifted columns from which the whole is called drifted.</summary>
    public const double DatasetShare = 0.5;

    private const long FewRows = 1_000;
    private const int FewValues = 5;
    private const double Significance = 0.05;
    private const double Distance = 0.1;

    /// <inheritdoc cref="Compare(ProfileSketch, ProfileSketch, DriftOptions?)"/>
    public static DriftReport Compare(Frame reference, Frame current, DriftOptions? options = null)
    {
        var profile = ProfileSketch.Of(reference);
        return Compare(profile, ProfileSketch.Of(current, like: profile), options);
    }

    /// <inheritdoc cref="Compare(ProfileSketch, ProfileSketch, DriftOptions?)"/>
    public static DriftReport Compare(ProfileSketch reference, Frame current, DriftOptions? options = null) => Compare(reference, ProfileSketch.Of(current, like: reference), options);

    /// <summary>Compares the columns both have. Timestamps move by nature and are left out.</summary>
    /// <param name="options">Tests and thresholds other than the usual; null for the usual.</param>
    /// <exception cref="PlatformException">One of both has no rows, or a test that was asked for does not fit a column.</exception>
    public static DriftReport Compare(ProfileSketch reference, ProfileSketch current, DriftOptions? options = null)
    {
        if (reference.Rows == 0 || current.Rows == 0)
            throw new PlatformException(DataErrors.LengthsDiffer, $"The {(reference.Rows == 0 ? "reference" : "current data")} has no rows.", "Drift needs rows on both sides.");
        var columns = new List<ColumnDrift>();
        var notCompared = new Dictionary<string, string>();
        foreach (var then in reference.Columns)
        {
            var now = current.Find(then.Name);
            if (WhyNot(then, now) is { } reason)
                notCompared[then.Name] = reason;
            else
                columns.Add(Judged(then, now!, options));
        }

        foreach (var now in current.Columns.Where(column => reference.Find(column.Name) is null))
            notCompared[now.Name] = "not in the reference";
        var share = columns.Count == 0 ? 0 : (double)columns.Count(column => column.Drifted) / columns.Count;
        return new DriftReport(reference.Rows, current.Rows, columns, notCompared, share, columns.Count > 0 && share >= DatasetShare);
    }

    private static string? WhyNot(ColumnSketch then, ColumnSketch? now) => (then, now) switch
    {
        (_, null) => "not in the current data",
        _ when then.Texts is null != now.Texts is null => $"{then.Type} then, {now.Type} now",
        _ when then.Type == ColumnType.Timestamp => "timestamps always move",
        _ when then.Values() == 0 || now.Values() == 0 => "no values to compare",
        _ when then.Texts is { Others: > 0 } || now.Texts is { Others: > 0 } => "too many different texts",
        _ => null,
    };

    private static ColumnDrift Judged(ColumnSketch then, ColumnSketch now, DriftOptions? options)
    {
        var drift = then.Texts is null ? CompareNumbers(then, now) : CompareTexts(then, now);
        if (options?.TestOf(then.Name) is { } test && test != drift.Test)
        {
            var (score, p) = Measure(then, now, test);
            var limit = p is null ? Distance : Significance;
            drift = drift with { Test = test, Score = score, PValue = p, Threshold = limit, Drifted = p is null ? score >= limit : score < limit };
        }

        return options?.ThresholdOf(then.Name) is { } threshold
            ? drift with { Threshold = threshold, Drifted = drift.PValue is null ? drift.Score >= threshold : drift.Score < threshold }
            : drift;
    }

    /// <returns>The p-value twice for a test that has one, else the distance and null.</returns>
    internal static (double Score, double? P) Measure(ColumnSketch then, ColumnSketch now, DriftTest test)
    {
        var points = then.Texts is null ? Points.Pair(then.Numbers!, now.Numbers!) : null;
        var bins = points is null ? Shares(then, now) : Bins.Of(points);
        return test switch
        {
            DriftTest.KolmogorovSmirnov when points is not null => Twice(KolmogorovSmirnov.PValue(KolmogorovSmirnov.Statistic(points), then.Values(), now.Values())),
            DriftTest.Wasserstein when points is not null => (Wasserstein.Distance(points) / Math.Max(then.Deviation()!.Value, 0.001), null),
            DriftTest.ChiSquare => Twice(ChiSquare.PValue(bins)),
            DriftTest.ZTest when bins.Then.Count <= 2 => Twice(ProportionTest.PValue(bins)),
            DriftTest.JensenShannon => (JensenShannon.Distance(bins), null),
            DriftTest.PopulationStability => (PopulationStability.Index(bins), null),
            DriftTest.Hellinger => (Hellinger.Distance(bins), null),
            _ => throw new PlatformException(DataErrors.WrongType, $"`{test}` does not fit column `{then.Name}`.", "Kolmogorov–Smirnov and Wasserstein take numbers, the z-test two values."),
        };

        static (double, double?) Twice(double p) => (p, p);
    }

    private static Bins Shares(ColumnSketch then, ColumnSketch now)
    {
        var texts = then.Texts!.Counts.Keys.Union(now.Texts!.Counts.Keys).Order(StringComparer.Ordinal).ToArray();
        return new Bins([.. texts.Select(text => then.Texts.Counts.GetValueOrDefault(text))], [.. texts.Select(text => now.Texts.Counts.GetValueOrDefault(text))]);
    }

    private static ColumnDrift CompareNumbers(ColumnSketch then, ColumnSketch now)
    {
        var points = Points.Pair(then.Numbers!, now.Numbers!);
        var distinct = points.Distinct;
        var moved = Math.Max(Wasserstein.Distance(points), Math.Abs(then.Mean!.Value - now.Mean!.Value)) / Math.Max(then.Deviation()!.Value, 0.001);
        var psi = PopulationStability.Index(Bins.Of(points));
        if (distinct <= FewValues)
            return CompareShares(then, now, Bins.ByValue(points), psi);
        if (then.Values() > FewRows)
            return Result(then, now, DriftTest.Wasserstein, moved, null, psi, moved);
        var p = KolmogorovSmirnov.PValue(KolmogorovSmirnov.Statistic(points), then.Values(), now.Values());
        return Result(then, now, DriftTest.KolmogorovSmirnov, p, p, psi, moved);
    }

    private static ColumnDrift CompareTexts(ColumnSketch then, ColumnSketch now)
    {
        var shares = Shares(then, now);
        return CompareShares(then, now, shares, PopulationStability.Index(shares));
    }

    private static ColumnDrift CompareShares(ColumnSketch then, ColumnSketch now, Bins shares, double psi)
    {
        var distance = JensenShannon.Distance(shares);
        if (then.Values() > FewRows)
            return Result(then, now, DriftTest.JensenShannon, distance, null, psi, distance);
        var test = shares.Then.Count <= 2 ? DriftTest.ZTest : DriftTest.ChiSquare;
        var p = test == DriftTest.ZTest ? ProportionTest.PValue(shares) : ChiSquare.PValue(shares);
        return Result(then, now, test, p, p, psi, distance);
    }

    private static ColumnDrift Result(ColumnSketch then, ColumnSketch now, DriftTest test, double score, double? p, double psi, double effect) => new(
        then.Name,
        then.Type,
        test,
        score,
        p is null ? Distance : Significance,
        p,
        psi,
        effect,
        p is null ? score >= Distance : score < Significance,
        then.Mean,
        now.Mean,
        (double)then.Nulls / then.Rows,
        (double)now.Nulls / now.Rows);
}
