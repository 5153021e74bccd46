namespace MLPlatform.Training.Linear;

/// <summary>How a linear model is fitted.</summary>
public sealed record LinearOptions
{
    /// <summary>L2 penalty on the weights of the scaled features, per unit of row weight; the bias is free.</summary>
    public double Lambda { get; init; } = 1e-4;

    /// <summary>At most this many Newton steps; a regression needs one.</summary>
    public int Steps { get; init; } = 50;

    /// <summary>Column that says how much each row counts, no value below 0; it is not learned from. Null counts all the same.</summary>
    public string? WeightColumn { get; init; }

    /// <summary>Rows of the rarer class count for more, so that both classes count the same. For classifiers.</summary>
    public bool BalanceClasses { get; init; }

    /// <summary>Null chooses by the label: a bool or only 0 and 1 is a classifier, other numbers a regression.</summary>
    public bool? Classifier { get; init; }
}
