using MLPlatform.Monitoring;
using MLPlatform.Monitoring.Sketches;

namespace MLPlatform.Sdk.Monitoring;

/// <summary>What an endpoint was asked and answered, held against what its model was trained on.</summary>
/// <param name="Score">Name of the score's column in both profiles.</param>
/// <param name="Rows">Captured rows compared.</param>
public sealed record EndpointDrift(string Endpoint, string Score, long Rows, DriftReport Report, ProfileSketch Training, ProfileSketch Now)
{
    /// <summary>Inputs that drifted, the most changed first.</summary>
    public IReadOnlyList<ColumnDrift> Drifted { get; } = [.. Report.Columns.Where(column => column.Drifted && column.Column != Score).OrderByDescending(column => column.EffectSize)];

    /// <summary>How far the mean score moved; null when no score was captured.</summary>
    public double? ScoreMoved { get; } = Report.Columns.FirstOrDefault(column => column.Column == Score) is { } score ? score.MeanNow - score.MeanThen : null;
}
