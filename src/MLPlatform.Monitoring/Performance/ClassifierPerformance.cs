using MLPlatform.Contracts.Errors;

namespace MLPlatform.Monitoring.Performance;

/// <summary>How good a classifier's scores are. A ratio whose denominator is 0 is NaN.</summary>
/// <param name="Auc">Area under the ROC curve; NaN when there is one class only.</param>
public sealed record ClassifierPerformance(long Rows, double Auc, double Accuracy, double Precision, double Recall, double F1, double PositiveShare)
{
    /// <summary>Against labels that are known.</summary>
    /// <param name="threshold">From this score on the prediction is positive.</param>
    /// <exception cref="PlatformException">There are no rows, or not one label for each score.</exception>
    public static ClassifierPerformance Measure(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels, double threshold = 0.5)
    {
        if (scores.Length == 0 || scores.Length != labels.Length)
            throw new PlatformException(DataErrors.LengthsDiffer, $"There are {scores.Length} scores and {labels.Length} labels.", "Give one label for each score.");
        var chances = new double[labels.Length];
        for (var i = 0; i < chances.Length; i++)
            chances[i] = labels[i] ? 1 : 0;
        return Expected(scores, chances, threshold);
    }

    /// <summary>
    /// Without labels, from the chance that each row is positive: every row counts as a positive with its chance and as a negative with the rest
    /// (confidence-based performance estimation, as NannyML names it). It holds while the relation of score and label does; inputs may drift.
    /// </summary>
    /// <param name="calibration">Learned where labels were known.</param>
    public static ClassifierPerformance Estimate(ReadOnlySpan<double> scores, IsotonicCalibration calibration, double threshold = 0.5)
    {
        if (scores.Length == 0)
            throw new PlatformException(DataErrors.LengthsDiffer, "There are no scores.", "An estimate needs rows.");
        var chances = new double[scores.Length];
        for (var i = 0; i < chances.Length; i++)
            chances[i] = calibration.Of(scores[i]);
        return Expected(scores, chances, threshold);
    }

    private static ClassifierPerformance Expected(ReadOnlySpan<double> scores, double[] chances, double threshold)
    {
        double truePositives = 0, falsePositives = 0, falseNegatives = 0, trueNegatives = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            if (scores[i] >= threshold)
                (truePositives, falsePositives) = (truePositives + chances[i], falsePositives + 1 - chances[i]);
            else
                (falseNegatives, trueNegatives) = (falseNegatives + chances[i], trueNegatives + 1 - chances[i]);
        }

        var positives = truePositives + falseNegatives;
        return new ClassifierPerformance(
            scores.Length,
            Area(scores, chances),
            (truePositives + trueNegatives) / scores.Length,
            truePositives / (truePositives + falsePositives),
            truePositives / positives,
            2 * truePositives / ((2 * truePositives) + falsePositives + falseNegatives),
            positives / scores.Length);
    }

    // By trapezoids over the scores from high to low; rows of one score are one step.
    private static double Area(ReadOnlySpan<double> scores, double[] chances)
    {
        var keys = scores.ToArray();
        var weights = (double[])chances.Clone();
        Array.Sort(keys, weights);
        double area = 0, positives = 0, negatives = 0;
        for (var i = keys.Length - 1; i >= 0;)
        {
            double more = 0, others = 0;
            var score = keys[i];
            for (; i >= 0 && keys[i] == score; i--)
                (more, others) = (more + weights[i], others + 1 - weights[i]);
            area += others * (positives + (more / 2));
            (positives, negatives) = (positives + more, negatives + others);
        }

        return positives > 0 && negatives > 0 ? area / (positives * negatives) : double.NaN;
    }
}
