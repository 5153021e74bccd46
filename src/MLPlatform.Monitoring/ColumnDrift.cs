using MLPlatform.Contracts.Features;

namespace MLPlatform.Monitoring;

public enum DriftTest
{
    /// <summary>Largest distance between both cumulative distributions; drift when p &lt; 0.05.</summary>
    KolmogorovSmirnov,

    /// <summary>Mean distance the values moved, in standard deviations of the reference; drift from 0.1.</summary>
    Wasserstein,

    /// <summary>Goodness of fit of the current counts to the reference's shares; drift when p &lt; 0.05.</summary>
    ChiSquare,

    /// <summary>Difference of two shares; drift when p &lt; 0.05.</summary>
    ZTest,

    /// <summary>Jensen–Shannon distance with the natural logarithm, 0 to 0.83; drift from 0.1.</summary>
    JensenShannon,

    /// <summary>Population stability index; drift from 0.1. Only when asked for.</summary>
    PopulationStability,

    /// <summary>Hellinger distance, 0 to 1; drift from 0.1. Only when asked for.</summary>
    Hellinger,
}

/// <summary>One column then (the reference) and now.</summary>
/// <param name="Score">The p-value where there is one, else the distance.</param>
/// <param name="PValue">Null for distances.</param>
/// <param name="Psi">Population stability index over the same bins; by convention 0.1 is worth a look and 0.25 a reaction.</param>
/// <param name="EffectSize">How much changed, whatever the test: standard deviations moved for numbers, Jensen–Shannon distance for few values and text.</param>
/// <param name="MeanThen">Null for text.</param>
public sealed record ColumnDrift(
    string Column,
    ColumnType Type,
    DriftTest Test,
    double Score,
    double Threshold,
    double? PValue,
    double Psi,
    double EffectSize,
    bool Drifted,
    double? MeanThen,
    double? MeanNow,
    double NullShareThen,
    double NullShareNow);
