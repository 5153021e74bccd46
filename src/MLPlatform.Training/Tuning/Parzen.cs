namespace MLPlatform.Training.Tuning;

/// <summary>
/// The tree-structured Parzen estimator: earlier trials are parted into the good and the rest, each part is smoothed into a density axis by axis, and of several
/// points drawn from the good one that is tried where good is likeliest next to the rest.
/// </summary>
/// <remarks>
/// A choice is drawn from the good and not picked for the best ratio: picked, the first choice that did well would never be left again.
/// </remarks>
internal static class Parzen
{
    private const int AtRandom = 10, Candidates = 24, MostGood = 25;
    private const double GoodShare = 0.15;

    /// <param name="seen">Point in the unit cube, and what it cost; null for one that runs or failed, which counts as no good so that two do not try the same.</param>
    /// <returns>From 0 to below 1. Shape: parameters.</returns>
    public static double[] Suggest(IReadOnlyList<TuningParameter> space, IReadOnlyList<(double[] Units, double? Cost)> seen, Random random)
    {
        var ranked = seen.Where(trial => trial.Cost is not null).OrderBy(trial => trial.Cost).Select(trial => trial.Units).ToList();
        if (ranked.Count < AtRandom)
            return [.. space.Select(_ => random.NextDouble())];
        var goodCount = Math.Min((int)Math.Ceiling(GoodShare * ranked.Count), MostGood);
        var good = ranked.Take(goodCount).ToList();
        var rest = ranked.Skip(goodCount).Concat(seen.Where(trial => trial.Cost is null).Select(trial => trial.Units)).ToList();
        return [.. space.Select((parameter, axis) => parameter.Choices.Count > 0
            ? Choice(parameter.Choices.Count, [.. good.Select(units => units[axis])], random)
            : Number([.. good.Select(units => units[axis])], [.. rest.Select(units => units[axis])], random))];
    }

    // Each choice counts once more than it was good: none is ever out of the question.
    private static double Choice(int choices, IReadOnlyList<double> good, Random random)
    {
        var at = random.Next(good.Count + choices);
        return at < good.Count ? good[at] : (at - good.Count + 0.5) / choices;
    }

    private static double Number(IReadOnlyList<double> good, IReadOnlyList<double> rest, Random random)
    {
        var (likely, other) = (new AxisDensity(good), new AxisDensity(rest));
        var (best, bestRatio) = (0.5, double.NegativeInfinity);
        for (var i = 0; i < Candidates; i++)
        {
            var candidate = likely.Draw(random);
            if (likely.At(candidate) / other.At(candidate) is var ratio && ratio > bestRatio)
                (best, bestRatio) = (candidate, ratio);
        }

        return best;
    }
}
