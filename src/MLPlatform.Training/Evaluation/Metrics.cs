namespace MLPlatform.Training.Evaluation;

/// <summary>Measures of predictions against labels. Scores and labels have the same length; labels are 1 for positive, 0 for negative.</summary>
public static class Metrics
{
    // A probability of exactly 0 or 1 would make one wrong row infinitely bad; the bound is that of XGBoost.
    private const double Epsilon = 1e-16;

    /// <summary>Probability that a random positive scores above a random negative, ties counted half: the exact rank statistic.</summary>
    /// <returns>NaN when one class is absent.</returns>
    public static double Auc(ReadOnlySpan<double> scores, ReadOnlySpan<double> labels)
    {
        Require(scores, labels);
        var keys = scores.ToArray();
        var sorted = labels.ToArray();
        Array.Sort(keys, sorted);
        double wins = 0, positives = 0, negatives = 0;
        for (var start = 0; start < keys.Length;)
        {
            double tiedPositives = 0, tiedNegatives = 0;
            var end = start;
            for (; end < keys.Length && keys[end].Equals(keys[start]); end++)
                if (sorted[end] > 0.5)
                    tiedPositives++;
                else
                    tiedNegatives++;
            wins += tiedPositives * (negatives + tiedNegatives / 2);
            positives += tiedPositives;
            negatives += tiedNegatives;
            start = end;
        }

        return wins / (positives * negatives);
    }

    /// <summary>Mean negative log-likelihood in nats.</summary>
    public static double LogLoss(ReadOnlySpan<double> probabilities, ReadOnlySpan<double> labels)
    {
        Require(probabilities, labels);
        var sum = 0.0;
        for (var i = 0; i < labels.Length; i++)
            sum -= Math.Log(Math.Max(Epsilon, labels[i] > 0.5 ? probabilities[i] : 1 - probabilities[i]));
        return sum / labels.Length;
    }

    public static double Accuracy(ReadOnlySpan<double> probabilities, ReadOnlySpan<double> labels)
    {
        Require(probabilities, labels);
        var right = 0;
        for (var i = 0; i < labels.Length; i++)
            right += probabilities[i] >= 0.5 == labels[i] > 0.5 ? 1 : 0;
        return (double)right / labels.Length;
    }

    /// <summary>Mean squared difference of probability and outcome.</summary>
    public static double Brier(ReadOnlySpan<double> probabilities, ReadOnlySpan<double> labels) => MeanSquaredError(probabilities, labels);

    public static double MeanSquaredError(ReadOnlySpan<double> predictions, ReadOnlySpan<double> labels)
    {
        Require(predictions, labels);
        var sum = 0.0;
        for (var i = 0; i < labels.Length; i++)
            sum += (predictions[i] - labels[i]) * (predictions[i] - labels[i]);
        return sum / labels.Length;
    }

    public static double MeanAbsoluteError(ReadOnlySpan<double> predictions, ReadOnlySpan<double> labels)
    {
        Require(predictions, labels);
        var sum = 0.0;
        for (var i = 0; i < labels.Length; i++)
            sum += Math.Abs(predictions[i] - labels[i]);
        return sum / labels.Length;
    }

    /// <summary>Equal-width bins over 0 to 1; empty ones are left out.</summary>
    public static IReadOnlyList<CalibrationBin> Calibration(ReadOnlySpan<double> probabilities, ReadOnlySpan<double> labels, int bins = 10)
    {
        Require(probabilities, labels);
        var rows = new int[bins];
        var predicted = new double[bins];
        var observed = new double[bins];
        for (var i = 0; i < labels.Length; i++)
        {
            var bin = Math.Clamp((int)(probabilities[i] * bins), 0, bins - 1);
            rows[bin]++;
            predicted[bin] += probabilities[i];
            observed[bin] += labels[i];
        }

        return [.. Enumerable.Range(0, bins).Where(bin => rows[bin] > 0)
            .Select(bin => new CalibrationBin((double)bin / bins, (bin + 1.0) / bins, rows[bin], predicted[bin] / rows[bin], observed[bin] / rows[bin]))];
    }

    /// <summary>Everything about a classifier's probabilities.</summary>
    public static EvaluationMetrics OfClassifier(ReadOnlySpan<double> probabilities, ReadOnlySpan<double> labels)
    {
        var auc = Auc(probabilities, labels);
        var share = 0.0;
        foreach (var label in labels)
            share += label;
        return new EvaluationMetrics
        {
            Rows = labels.Length,
            Auc = double.IsNaN(auc) ? null : auc,
            LogLoss = LogLoss(probabilities, labels),
            Accuracy = Accuracy(probabilities, labels),
            Brier = Brier(probabilities, labels),
            PositiveShare = share / labels.Length,
            Calibration = Calibration(probabilities, labels),
        };
    }

    /// <summary>Everything about a regression's predictions. R² is null when all labels are equal.</summary>
    public static EvaluationMetrics OfRegression(ReadOnlySpan<double> predictions, ReadOnlySpan<double> labels)
    {
        var mean = 0.0;
        foreach (var label in labels)
            mean += label / labels.Length;
        var spread = 0.0;
        foreach (var label in labels)
            spread += (label - mean) * (label - mean) / labels.Length;
        var squared = MeanSquaredError(predictions, labels);
        return new EvaluationMetrics
        {
            Rows = labels.Length,
            Rmse = Math.Sqrt(squared),
            Mae = MeanAbsoluteError(predictions, labels),
            R2 = spread > 0 ? 1 - squared / spread : null,
        };
    }

    private static void Require(ReadOnlySpan<double> scores, ReadOnlySpan<double> labels) =>
        ArgumentOutOfRangeException.ThrowIfNotEqual(scores.Length, labels.Length);
}
