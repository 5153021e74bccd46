namespace MLPlatform.Training.Linear;

/// <summary>Solves a system whose matrix is symmetric and positive definite, or nearly so.</summary>
internal static class Cholesky
{
    // What is smaller, next to the largest entry, is taken for rounding.
    private const double Smallest = 1e-12;

    /// <param name="matrix">Row-major, its lower triangle; overwritten. Shape: size × size.</param>
    /// <param name="right">Shape: size.</param>
    /// <returns>0 for an unknown that others determine already. Shape: size.</returns>
    public static double[] Solve(double[] matrix, double[] right, int size)
    {
        var floor = Smallest * Math.Max(1e-300, Enumerable.Range(0, size).Max(i => matrix[i * size + i]));
        var idle = new bool[size];
        for (var i = 0; i < size; i++)
            for (var j = 0; j <= i; j++)
            {
                var sum = matrix[i * size + j];
                for (var k = 0; k < j; k++)
                    sum -= matrix[i * size + k] * matrix[j * size + k];
                if (i != j)
                    matrix[i * size + j] = idle[j] ? 0 : sum / matrix[j * size + j];
                else if (sum > floor)
                    matrix[i * size + i] = Math.Sqrt(sum);
                else
                    (idle[i], matrix[i * size + i]) = (true, 1);
            }

        var solution = (double[])right.Clone();
        for (var i = 0; i < size; i++)
        {
            for (var k = 0; k < i; k++)
                solution[i] -= matrix[i * size + k] * solution[k];
            solution[i] = idle[i] ? 0 : solution[i] / matrix[i * size + i];
        }

        for (var i = size - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < size; k++)
                solution[i] -= matrix[k * size + i] * solution[k];
            solution[i] = idle[i] ? 0 : solution[i] / matrix[i * size + i];
        }

        return solution;
    }
}
