namespace MLPlatform.Training.Tuning;

/// <summary>Points of which each has a part of every axis to itself.</summary>
internal static class LatinHypercube
{
    /// <returns>From 0 to below 1. Shape: dimensions.</returns>
    public static double[] Point(int seed, int number, int count, int dimensions)
    {
        var point = new double[dimensions];
        for (var dimension = 0; dimension < dimensions; dimension++)
        {
            // One shuffle for each axis, the same for every point that asks for it.
            var random = new Random(unchecked((seed * 1_000_003) ^ (dimension * 104_729)));
            var parts = Enumerable.Range(0, count).ToArray();
            random.Shuffle(parts);
            var within = 0.0;
            for (var i = 0; i <= number; i++)
                within = random.NextDouble();
            point[dimension] = (parts[number] + within) / count;
        }

        return point;
    }
}
