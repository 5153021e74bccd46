using MLPlatform.Monitoring.Performance;

namespace MLPlatform.Monitoring.Tests.Performance;

public class ClassifierPerformanceTests
{
    [Fact]
    public void Estimate_without_labels_follows_inputs_that_drift()
    {
        var (scores, labels) = Rows(20_000, 1, 1);
        var calibration = IsotonicCalibration.Fit(scores, labels);
        // Twice as many rows that are hard to tell: the real AUC falls, and the estimate has to see it without labels.
        var (later, hidden) = Rows(20_000, 0.4, 2);

        var estimated = ClassifierPerformance.Estimate(later, calibration);
        var measured = ClassifierPerformance.Measure(later, hidden);

        Assert.True(ClassifierPerformance.Measure(scores, labels).Auc - measured.Auc > 0.1);
        Assert.Equal(measured.Auc, estimated.Auc, 0.01);
        Assert.Equal(measured.Accuracy, estimated.Accuracy, 0.01);
        Assert.Equal(measured.PositiveShare, estimated.PositiveShare, 0.01);
    }

    [Fact]
    public void Measure_of_one_class_has_no_area() =>
        Assert.True(double.IsNaN(ClassifierPerformance.Measure([0.1, 0.9], [true, true]).Auc));

    [Fact]
    public void Of_a_score_beyond_those_seen_is_the_nearest() =>
        Assert.Equal((0, 1), (IsotonicCalibration.Fit([0.2, 0.8], [false, true]).Of(-5), IsotonicCalibration.Fit([0.2, 0.8], [false, true]).Of(5)));

    private static (double[] Scores, bool[] Labels) Rows(int rows, double spread, int seed)
    {
        var random = new Random(seed);
        var scores = Enumerable.Range(0, rows).Select(_ => Math.Clamp(0.5 + (spread * (random.NextDouble() - 0.5)), 0, 1)).ToArray();
        // The scores overstate: a calibration has to be learned.
        return (scores, Array.ConvertAll(scores, score => random.NextDouble() < 0.1 + (0.8 * score * score)));
    }
}
