namespace MLPlatform.Training.Evaluation;

/// <param name="From">Lower edge of the predicted probability, inclusive.</param>
/// <param name="To">Upper edge, exclusive but for the last bin.</param>
/// <param name="Predicted">Mean prediction of the rows in the bin.</param>
/// <param name="Observed">Share of positives among them.</param>
public sealed record CalibrationBin(double From, double To, int Rows, double Predicted, double Observed);

/// <summary>How well predictions fit known labels. Classifiers fill the first group, regressions the second.</summary>
public sealed record EvaluationMetrics
{
    public required int Rows { get; init; }

    /// <summary>Area under the ROC curve, ties counted half; null when all labels are of one class.</summary>
    public double? Auc { get; init; }

    public double? LogLoss { get; init; }

    /// <summary>Share of rows where prediction ≥ 0.5 agrees with the label.</summary>
    public double? Accuracy { get; init; }

    public double? Brier { get; init; }

    public double? PositiveShare { get; init; }

    /// <summary>Ten equal-width bins; empty ones are left out.</summary>
    public IReadOnlyList<CalibrationBin> Calibration { get; init; } = [];

    public double? Rmse { get; init; }

    public double? Mae { get; init; }

    public double? R2 { get; init; }

    /// <summary>The metrics that are there, by the names runs record: <c>auc logloss accuracy brier positive_share rmse mae r2</c>.</summary>
    public IReadOnlyDictionary<string, double> ToDictionary()
    {
        var metrics = new Dictionary<string, double>();
        foreach (var (name, value) in new (string, double?)[]
        {
            ("auc", Auc), ("logloss", LogLoss), ("accuracy", Accuracy), ("brier", Brier), ("positive_share", PositiveShare),
            ("rmse", Rmse), ("mae", Mae), ("r2", R2),
        })
            if (value is { } known)
                metrics[name] = known;
        return metrics;
    }
}
