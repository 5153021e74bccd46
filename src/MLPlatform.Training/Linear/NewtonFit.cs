using MLPlatform.Contracts.Errors;
using MLPlatform.Inference;

namespace MLPlatform.Training.Linear;

/// <summary>Weights of the least penalised loss, by Newton's method: exact and the same every time.</summary>
internal static class NewtonFit
{
    private const double Enough = 1e-10;

    /// <returns>One weight for each scaled feature, then the bias. Shape: features + 1.</returns>
    public static double[] Run(FeatureMatrix matrix, ScaledColumns scale, double[] labels, float[]? weights, LinearOptions options, bool classifier, CancellationToken cancel)
    {
        var size = matrix.Names.Count + 1;
        var total = weights?.Sum(weight => (double)weight) ?? labels.Length;
        var solution = new double[size];
        var loss = double.PositiveInfinity;
        for (var step = 0; step < options.Steps; step++)
        {
            cancel.ThrowIfCancellationRequested();
            var (gradient, curvature, now) = Sums(matrix, scale, labels, weights, solution, classifier);
            for (var i = 0; i < size - 1; i++)
            {
                gradient[i] += options.Lambda * total * solution[i];
                curvature[i * size + i] += options.Lambda * total;
                now += options.Lambda * total * solution[i] * solution[i] / 2;
            }

            if (!double.IsFinite(now))
                throw new PlatformException(TrainingErrors.EngineRefused, "The loss is not finite.", "A feature or the label holds infinite or very large values.");
            // Far less than any metric shows.
            if (step > 0 && loss - now < Enough * Math.Max(1, Math.Abs(now)))
                break;
            loss = now;
            var change = Cholesky.Solve(curvature, gradient, size);
            for (var i = 0; i < size; i++)
                solution[i] -= change[i];
            if (!classifier)
                break;
        }

        return solution;
    }

    private static (double[] Gradient, double[] Curvature, double Loss) Sums(FeatureMatrix matrix, ScaledColumns scale, double[] labels, float[]? weights, double[] solution, bool classifier)
    {
        var size = solution.Length;
        var (gradient, curvature, row) = (new double[size], new double[size * size], new double[size]);
        var loss = 0.0;
        for (var at = 0; at < labels.Length; at++)
        {
            scale.Row(matrix.Values.AsSpan(at * (size - 1), size - 1), row);
            var margin = 0.0;
            for (var i = 0; i < size; i++)
                margin += row[i] * solution[i];
            var weight = weights is null ? 1.0 : weights[at];
            var predicted = classifier ? 1 / (1 + Math.Exp(-margin)) : margin;
            var error = predicted - labels[at];
            // A row the model is sure of bends the loss hardly at all; a little keeps the system solvable.
            var bend = weight * (classifier ? Math.Max(predicted * (1 - predicted), 1e-9) : 1);
            loss += weight * (classifier ? Math.Max(margin, 0) - margin * labels[at] + Math.Log(1 + Math.Exp(-Math.Abs(margin))) : error * error / 2);
            for (var i = 0; i < size; i++)
            {
                gradient[i] += weight * error * row[i];
                var bent = bend * row[i];
                if (bent != 0)
                    for (var j = 0; j <= i; j++)
                        curvature[i * size + j] += bent * row[j];
            }
        }

        return (gradient, curvature, loss);
    }
}
