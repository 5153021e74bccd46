namespace MLPlatform.Training.Boosting;

public enum TreeObjective
{
    /// <summary>Probability of a label that is true or 1.</summary>
    BinaryLogistic,

    /// <summary>Expected value of a numeric label.</summary>
    SquaredError,
}

/// <summary>How gradient-boosted trees grow.</summary>
public sealed record TreeOptions
{
    /// <summary>At most this many rounds, one tree each.</summary>
    public int Rounds { get; init; } = 200;

    public int Depth { get; init; } = 6;

    public double LearningRate { get; init; } = 0.1;

    /// <summary>Stop when the validation loss has not improved for this many rounds, and keep the best round; 0 never stops early. Needs a validation frame.</summary>
    public int StopAfter { get; init; }

    /// <summary>Share of rows each tree sees, above 0 to 1.</summary>
    public double Subsample { get; init; } = 1;

    /// <summary>Share of columns each tree sees, above 0 to 1.</summary>
    public double ColumnSample { get; init; } = 1;

    public double MinChildWeight { get; init; } = 1;

    /// <summary>L2 penalty on leaf values.</summary>
    public double Lambda { get; init; } = 1;

    /// <summary>Column that says how much each row counts, no value below 0; it is not learned from. Null counts all the same.</summary>
    public string? WeightColumn { get; init; }

    /// <summary>Rows of the rarer class count for more, so that both classes count the same. For classifiers.</summary>
    public bool BalanceClasses { get; init; }

    /// <summary>In a job the state is kept after every so many rounds, and the next attempt goes on from it to the very trees the job would have grown without a break; 0 keeps none.</summary>
    /// <remarks>With <see cref="Subsample"/> or <see cref="ColumnSample"/> below 1 it has a part in what is drawn, as the seed has.</remarks>
    public int CheckpointEvery { get; init; } = 10;

    public int Seed { get; init; } = 1;

    /// <summary>0 uses every core.</summary>
    public int Threads { get; init; }

    /// <summary>Null chooses by the label: a bool or only 0 and 1 is a classifier, other numbers a regression.</summary>
    public TreeObjective? Objective { get; init; }
}
