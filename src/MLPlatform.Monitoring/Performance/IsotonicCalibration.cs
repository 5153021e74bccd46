using MLPlatform.Contracts.Errors;

namespace MLPlatform.Monitoring.Performance;

/// <summary>
/// Turns a score into the share of positives it stood for: the monotone step function nearest to the labels (pool adjacent violators), with straight lines between
/// steps. What is estimated without labels is only as good as this.
/// </summary>
public sealed class IsotonicCalibration
{
    private readonly double[] _scores;
    private readonly double[] _shares;

    private IsotonicCalibration(double[] scores, double[] shares) => (_scores, _shares) = (scores, shares);

    /// <exception cref="PlatformException">There are no rows, or not one label for each score.</exception>
    public static IsotonicCalibration Fit(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels)
    {
        if (scores.Length == 0 || scores.Length != labels.Length)
            throw new PlatformException(DataErrors.LengthsDiffer, $"There are {scores.Length} scores and {labels.Length} labels.", "Give one label for each score.");
        var order = Enumerable.Range(0, scores.Length).ToArray();
        var keys = scores.ToArray();
        Array.Sort(keys, order);
        var blocks = new Stack<(double First, double Last, double Positives, double Rows)>();
        for (var i = 0; i < keys.Length;)
        {
            // Equal scores are one point: their share is their mean.
            double positives = 0;
            var start = i;
            for (; i < keys.Length && keys[i] == keys[start]; i++)
                positives += labels[order[i]] ? 1 : 0;
            var block = (First: keys[start], Last: keys[start], Positives: positives, Rows: (double)(i - start));
            while (blocks.TryPeek(out var left) && left.Positives * block.Rows >= block.Positives * left.Rows)
            {
                blocks.Pop();
                block = (left.First, block.Last, left.Positives + block.Positives, left.Rows + block.Rows);
            }

            blocks.Push(block);
        }

        var steps = blocks.Reverse().ToArray();
        return new IsotonicCalibration(
            [.. steps.SelectMany(step => step.First == step.Last ? new[] { step.First } : [step.First, step.Last])],
            [.. steps.SelectMany(step => Enumerable.Repeat(step.Positives / step.Rows, step.First == step.Last ? 1 : 2))]);
    }

    /// <summary>0 to 1, rising with the score; scores beyond those that were seen count as the nearest of them.</summary>
    public double Of(double score)
    {
        var at = Array.BinarySearch(_scores, score);
        if (at >= 0)
            return _shares[at];
        at = ~at;
        if (at == 0)
            return _shares[0];
        if (at == _scores.Length)
            return _shares[^1];
        var part = (score - _scores[at - 1]) / (_scores[at] - _scores[at - 1]);
        return _shares[at - 1] + (part * (_shares[at] - _shares[at - 1]));
    }
}
