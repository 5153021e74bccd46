namespace MLPlatform.Training.Tuning;

public enum SearchMethod
{
    /// <summary>Learns from earlier trials where good values lie (tree-structured Parzen estimator).</summary>
    Tpe,

    Random,

    /// <summary>Every parameter's range is cut into as many parts as there are trials, and each part is tried once.</summary>
    LatinHypercube,
}

/// <summary>How a study looks for the best values.</summary>
public sealed record StudyOptions
{
    public SearchMethod Method { get; init; } = SearchMethod.Tpe;

    public int Trials { get; init; } = 50;

    public bool Maximize { get; init; }

    public int Seed { get; init; } = 1;

    /// <summary>A trial may be stopped for the first time after so many steps (ASHA); 0 never stops one early.</summary>
    public int FirstRung { get; init; }

    /// <summary>The best of so many go on at each rung, and the next rung is so many times as far.</summary>
    public int Reduction { get; init; } = 3;
}
