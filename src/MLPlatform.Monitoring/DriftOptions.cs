namespace MLPlatform.Monitoring;

/// <summary>Other tests and thresholds than the ones the size of the reference gives.</summary>
public sealed record DriftOptions
{
    /// <summary>For every column; null for the one that fits its size and type.</summary>
    public DriftTest? Test { get; init; }

    /// <summary>Column → test, before <see cref="Test"/>.</summary>
    public IReadOnlyDictionary<string, DriftTest> TestByColumn { get; init; } = new Dictionary<string, DriftTest>();

    /// <summary>A p-value below which, or a distance from which, a column counts as drifted; null for the usual.</summary>
    public double? Threshold { get; init; }

    /// <summary>Column → threshold, before <see cref="Threshold"/>; such as the ones <see cref="Chunks.ChunkThresholds"/> learned.</summary>
    public IReadOnlyDictionary<string, double> ThresholdByColumn { get; init; } = new Dictionary<string, double>();

    internal DriftTest? TestOf(string column) => TestByColumn.TryGetValue(column, out var test) ? test : Test;

    internal double? ThresholdOf(string column) => ThresholdByColumn.TryGetValue(column, out var threshold) ? threshold : Threshold;
}
