using MLPlatform.Contracts.Errors;
using MLPlatform.Frames;
using MLPlatform.Monitoring.Sketches;

namespace MLPlatform.Monitoring.Chunks;

/// <param name="Mean">Of the reference chunks' distances to the whole reference.</param>
/// <param name="Upper">A chunk that lies farther away than this has drifted: mean + 3 standard deviations.</param>
public sealed record ChunkThreshold(string Column, DriftTest Test, double Mean, double Upper);

/// <summary>
/// What distances are usual: the reference is cut into chunks in its own order, and a later chunk counts as drifted only when it lies farther from the reference than its
/// own chunks do, by three standard deviations; as NannyML does. A threshold learned so fits the size of the chunks, which a fixed one can't.
/// </summary>
public sealed record ChunkThresholds
{
    private const double Deviations = 3;

    private ChunkThresholds(ProfileSketch reference, IReadOnlyList<ChunkThreshold> columns) => (Reference, Columns) = (reference, columns);

    public ProfileSketch Reference { get; }

    public IReadOnlyList<ChunkThreshold> Columns { get; }

    /// <param name="reference">In the order its rows came, usually by time.</param>
    /// <param name="chunks">At least 2.</param>
    /// <param name="numbers">The distance of columns of numbers; text and columns of few values always take Jensen–Shannon.</param>
    /// <exception cref="PlatformException">The reference has fewer rows than chunks, or the test is no distance.</exception>
    public static ChunkThresholds Learn(Frame reference, int chunks = 10, DriftTest numbers = DriftTest.Wasserstein)
    {
        if (chunks < 2 || reference.RowCount < chunks)
            throw new PlatformException(DataErrors.LengthsDiffer, $"{reference.RowCount} rows can't be cut into {chunks} chunks.", "Give more rows, or ask for fewer chunks, at least 2.");
        if (numbers is DriftTest.ChiSquare or DriftTest.ZTest or DriftTest.KolmogorovSmirnov)
            throw new PlatformException(DataErrors.WrongType, $"`{numbers}` gives a p-value, which has no upper limit to learn.", "Take Wasserstein, JensenShannon, PopulationStability or Hellinger.");
        var whole = ProfileSketch.Of(reference);
        var parts = Enumerable.Range(0, chunks).Select(i => ProfileSketch.Of(Part(reference, i, chunks), like: whole)).ToArray();
        var columns = new List<ChunkThreshold>();
        foreach (var column in whole.Columns.Where(column => column.Values() > 0 && column.Type != Contracts.Features.ColumnType.Timestamp && column.Texts is not { Others: > 0 }))
        {
            var test = column.Texts is not null || column.DistinctValues() <= 5 ? DriftTest.JensenShannon : numbers;
            var distances = parts.Select(part => part.Find(column.Name)!).Where(part => part.Values() > 0).Select(part => Drift.Measure(column, part, test).Score).ToArray();
            var mean = distances.Average();
            var deviation = Math.Sqrt(distances.Average(distance => (distance - mean) * (distance - mean)));
            columns.Add(new ChunkThreshold(column.Name, test, mean, mean + (Deviations * deviation)));
        }

        return new ChunkThresholds(whole, columns);
    }

    /// <summary>Holds a chunk against the reference, each column by its own learned threshold.</summary>
    public DriftReport Compare(Frame chunk) => Compare(ProfileSketch.Of(chunk, like: Reference));

    /// <inheritdoc cref="Compare(Frame)"/>
    public DriftReport Compare(ProfileSketch chunk) => Drift.Compare(Reference, chunk, new DriftOptions
    {
        TestByColumn = Columns.ToDictionary(column => column.Column, column => column.Test),
        // A distance equal to the limit is still usual: a column that never moved has the limit 0.
        ThresholdByColumn = Columns.ToDictionary(column => column.Column, column => Math.BitIncrement(column.Upper)),
    });

    private static Frame Part(Frame frame, int chunk, int chunks)
    {
        int start = (int)((long)frame.RowCount * chunk / chunks), end = (int)((long)frame.RowCount * (chunk + 1) / chunks);
        return frame.Slice(start, end - start);
    }
}
