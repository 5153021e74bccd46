namespace MLPlatform.ControlPlane.Tracking.Metrics;

/// <summary>Evenly spaced steps out of many; the first and the last are always kept, so there may be one more than asked for.</summary>
internal static class SampledSteps
{
    /// <param name="steps">In rising order.</param>
    public static IReadOnlyList<long> From(IReadOnlyList<long> steps, int most)
    {
        if (steps.Count <= most)
            return steps;
        var interval = steps.Count / (double)most;
        var sampled = Enumerable.Range(0, most).Select(i => steps[(int)(i * interval)]).ToList();
        if (sampled[^1] != steps[^1])
            sampled.Add(steps[^1]);
        return sampled;
    }
}
