using FsCheck;
using FsCheck.Fluent;
using MLPlatform.Training.Evaluation;

namespace MLPlatform.Training.Tests.Evaluation;

public class MetricsTests
{
    // Few distinct scores, so that ties are the rule.
    private static readonly Arbitrary<(double Score, double Label)[]> Rows =
        (from score in Gen.Choose(0, 8) from label in Gen.Elements(0.0, 1.0) select (score / 8.0, label)).ArrayOf().ToArbitrary();

    [Fact]
    public void Auc_is_the_share_of_pairs_in_order_with_ties_counted_half() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Rows, rows =>
        {
            var pairs = (from a in rows where a.Label == 1 from b in rows where b.Label == 0 select a.Score > b.Score ? 1 : a.Score == b.Score ? 0.5 : 0).ToList();
            var auc = Auc(rows);
            return pairs.Count == 0 ? double.IsNaN(auc) : auc == pairs.Sum() / pairs.Count;
        }));

    [Fact]
    public void Auc_of_negated_scores_is_one_minus_it() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Rows, rows =>
            double.IsNaN(Auc(rows)) || Math.Abs(Auc(rows) + Auc([.. rows.Select(row => (-row.Score, row.Label))]) - 1) < 1e-12));

    [Fact]
    public void LogLoss_is_least_when_the_probability_is_the_share_of_positives() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Rows, Gen.Choose(1, 99).ToArbitrary(), (rows, percent) =>
        {
            var labels = rows.Select(row => row.Label).ToArray();
            var share = labels.Length == 0 ? 0 : labels.Average();
            return share is 0 or 1
                || Metrics.LogLoss([.. labels.Select(_ => share)], labels) <= Metrics.LogLoss([.. labels.Select(_ => percent / 100.0)], labels) + 1e-12;
        }));

    [Fact]
    public void Calibration_bins_hold_every_row_once() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Rows, rows =>
        {
            var bins = Metrics.Calibration(Scores(rows), Labels(rows));
            return bins.Sum(bin => bin.Rows) == rows.Length
                && Math.Abs(bins.Sum(bin => bin.Rows * bin.Observed) - Labels(rows).Sum()) < 1e-9
                && bins.All(bin => bin.Predicted >= bin.From - 1e-12 && bin.Predicted <= bin.To + 1e-12);
        }));

    // The worked example of scikit-learn's roc_auc_score, and values computed by hand.
    [Fact]
    public void OfClassifier_gives_the_known_values_of_a_small_case()
    {
        double[] scores = [0.1, 0.4, 0.35, 0.8], labels = [0, 0, 1, 1];

        var metrics = Metrics.OfClassifier(scores, labels);

        Assert.Equal(0.75, metrics.Auc);
        Assert.Equal(-(Math.Log(0.9) + Math.Log(0.6) + Math.Log(0.35) + Math.Log(0.8)) / 4, metrics.LogLoss!.Value, 1e-15);
        Assert.Equal(0.75, metrics.Accuracy);
        Assert.Equal((0.01 + 0.16 + 0.4225 + 0.04) / 4, metrics.Brier!.Value, 1e-15);
        Assert.Equal(0.5, metrics.PositiveShare);
        Assert.Equal(["accuracy", "auc", "brier", "logloss", "positive_share"], metrics.ToDictionary().Keys.Order());
    }

    [Fact]
    public void OfRegression_gives_the_known_values_of_a_small_case()
    {
        var metrics = Metrics.OfRegression([2.5, 0.0, 2, 8], [3, -0.5, 2, 7]);

        Assert.Equal(Math.Sqrt(0.375), metrics.Rmse!.Value, 1e-12);
        Assert.Equal(0.5, metrics.Mae);
        Assert.Equal(0.9486081370449679, metrics.R2!.Value, 1e-12);
    }

    private static double Auc((double Score, double Label)[] rows) => Metrics.Auc(Scores(rows), Labels(rows));

    private static double[] Scores((double Score, double Label)[] rows) => [.. rows.Select(row => row.Score)];

    private static double[] Labels((double Score, double Label)[] rows) => [.. rows.Select(row => row.Label)];
}
