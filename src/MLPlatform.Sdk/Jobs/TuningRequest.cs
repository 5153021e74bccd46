using MLPlatform.Training.Tuning;

namespace MLPlatform.Sdk.Jobs;

/// <summary>A training cell to run again and again with other values.</summary>
public sealed record TuningRequest
{
    /// <summary>The cell; each trial is a job of it, with the trial's values among its parameters.</summary>
    public required TrainingRequest Training { get; init; }

    public required IReadOnlyList<TuningParameter> Space { get; init; }

    /// <summary>What the cell logs to its run and the search makes smallest, or largest.</summary>
    public required string Metric { get; init; }

    public StudyOptions Options { get; init; } = new();

    /// <summary>Trials at the same time.</summary>
    public int Parallel { get; init; } = 2;

    /// <summary>Id of the parent run of a search that was broken off, to go on with it.</summary>
    public string? Resume { get; init; }
}

/// <param name="State"><c>succeeded</c>, <c>failed</c> or <c>stopped</c>.</param>
public sealed record TrialOutcome(int Number, IReadOnlyDictionary<string, string> Values, double? Value, string State);

/// <param name="RunId">The parent run; each trial is a child of it.</param>
/// <param name="BestRunId">The child run of the best trial; null when none succeeded.</param>
public sealed record TuningOutcome(string RunId, IReadOnlyList<TrialOutcome> Trials, TrialOutcome? Best, string? BestRunId);
