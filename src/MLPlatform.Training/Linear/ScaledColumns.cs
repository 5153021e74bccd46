using MLPlatform.Inference;

namespace MLPlatform.Training.Linear;

/// <summary>How features are brought to mean 0 and deviation 1; a missing value then counts as the mean, a column of one value as nothing.</summary>
/// <param name="Means">Of the values that are there. Shape: features.</param>
/// <param name="Deviations">0 for a column of one value. Shape: features.</param>
internal sealed record ScaledColumns(float[] Means, double[] Deviations)
{
    public static ScaledColumns Of(FeatureMatrix matrix)
    {
        var (columns, values) = (matrix.Names.Count, matrix.Values);
        var (sums, squares, counts) = (new double[columns], new double[columns], new int[columns]);
        for (var at = 0; at < values.Length; at++)
            if (!float.IsNaN(values[at]))
                (sums[at % columns], counts[at % columns]) = (sums[at % columns] + values[at], counts[at % columns] + 1);
        var means = Enumerable.Range(0, columns).Select(column => counts[column] == 0 ? 0f : (float)(sums[column] / counts[column])).ToArray();
        for (var at = 0; at < values.Length; at++)
            if (!float.IsNaN(values[at]))
                squares[at % columns] += ((double)values[at] - means[at % columns]) * ((double)values[at] - means[at % columns]);
        // What is left of a column of one value is rounding.
        var deviations = Enumerable.Range(0, columns).Select(column => Math.Sqrt(squares[column] / Math.Max(1, counts[column])) is var deviation && deviation > 1e-6 * Math.Abs(means[column]) ? deviation : 0).ToArray();
        return new ScaledColumns(means, deviations);
    }

    /// <summary>Writes a row, scaled, with a 1 for the bias behind it.</summary>
    public void Row(ReadOnlySpan<float> row, Span<double> scaled)
    {
        for (var column = 0; column < row.Length; column++)
            scaled[column] = float.IsNaN(row[column]) || Deviations[column] == 0 ? 0 : ((double)row[column] - Means[column]) / Deviations[column];
        scaled[row.Length] = 1;
    }
}
