using System.Globalization;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Frames;
using MLPlatform.Training.Models;

namespace MLPlatform.Training.Evaluation;

/// <param name="Value">The value all rows of the slice share, or the range a number lies in; <c>null</c> where it is missing.</param>
public sealed record Slice(string Column, string Value, EvaluationMetrics Metrics);

/// <summary>How well a model does on parts of the rows: a mean hides the part it fails.</summary>
public static class Slices
{
    private const int MostValues = 20, Bins = 5;

    /// <param name="column">Text, bool or whole numbers of few values give a slice for each; other numbers are cut at their quintiles.</param>
    /// <returns>Largest first.</returns>
    /// <exception cref="PlatformException">There is no such column, or it is text of more than a hundred values.</exception>
    public static IReadOnlyList<Slice> EvaluateBy(this ITrainedModel model, Frame rows, string column)
    {
        var keys = Keys(rows[column]);
        return
        [
            .. Enumerable.Range(0, rows.RowCount).GroupBy(row => keys[row])
                .Select(slice => new Slice(column, slice.Key, model.Evaluate(rows.Take([.. slice]))))
                .OrderByDescending(slice => slice.Metrics.Rows).ThenBy(slice => slice.Value, StringComparer.Ordinal),
        ];
    }

    private static string[] Keys(Column column)
    {
        if (column is TextColumn)
        {
            var texts = Enumerable.Range(0, column.Length).Select(row => column.IsNull(row) ? "null" : Convert.ToString(column.GetValue(row), CultureInfo.InvariantCulture)!).ToArray();
            return texts.Distinct(StringComparer.Ordinal).Count() <= 100
                ? texts
                : throw new PlatformException(TrainingErrors.BadOption, $"Column `{column.Name}` has more than a hundred values.", "Slice by something coarser.");
        }

        var numbers = column.ToDoubles();
        var known = numbers.Where(number => !double.IsNaN(number)).Order().ToArray();
        if (column.Type == ColumnType.Bool)
            return Array.ConvertAll(numbers, number => double.IsNaN(number) ? "null" : number > 0.5 ? "true" : "false");
        if (known.Distinct().Take(MostValues + 1).Count() <= MostValues)
            return Array.ConvertAll(numbers, number => double.IsNaN(number) ? "null" : Text(number));
        var edges = Enumerable.Range(1, Bins - 1).Select(bin => known[bin * known.Length / Bins]).Distinct().ToArray();
        return Array.ConvertAll(numbers, number => double.IsNaN(number) ? "null" : Range(number, edges));
    }

    private static string Range(double number, double[] edges)
    {
        var above = edges.Count(edge => number >= edge);
        return above == 0 ? $"below {Text(edges[0])}" : above == edges.Length ? $"{Text(edges[^1])} and more" : $"{Text(edges[above - 1])} to {Text(edges[above])}";
    }

    private static string Text(double number) => number.ToString("G6", CultureInfo.InvariantCulture);
}
