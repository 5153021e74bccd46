using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Contracts.Text;
using MLPlatform.Frames;

namespace MLPlatform.Training.Boosting;

/// <summary>How much each training row counts.</summary>
internal static class RowWeights
{
    /// <returns>All columns but label and weights; null where the label has to be found missing first.</returns>
    public static IReadOnlyList<string>? FeaturesWithout(Frame train, string label, string? weightColumn) =>
        weightColumn is null ? null : [.. train.Names.Where(name => name != label && name != weightColumn)];

    /// <returns>Null when all rows count the same. Shape: rows.</returns>
    /// <exception cref="PlatformException"><see cref="TrainingErrors.BadOption"/>: no such column, or a weight that is none.</exception>
    public static float[]? Of(Frame train, string? weightColumn, bool balance, double[] labels, bool classifier)
    {
        if (balance && !classifier)
            throw new PlatformException(TrainingErrors.BadOption, "BalanceClasses = `true` balances two classes, and this is a regression.", "Leave it out, or set Objective.");
        if (weightColumn is null && !balance)
            return null;
        var weights = weightColumn is { } name ? Column(train, name) : [.. Enumerable.Repeat(1f, labels.Length)];
        if (!balance)
            return weights;
        double positives = 0, negatives = 0;
        for (var row = 0; row < labels.Length; row++)
            if (labels[row] > 0.5)
                positives += weights[row];
            else
                negatives += weights[row];
        var half = (positives + negatives) / 2;
        for (var row = 0; row < labels.Length; row++)
            weights[row] *= (float)(half / (labels[row] > 0.5 ? positives : negatives));
        return weights;
    }

    private static float[] Column(Frame train, string name)
    {
        if (!train.Has(name))
            throw new PlatformException(TrainingErrors.BadOption, $"There is no weight column `{name}`.", Nearest.To(name, train.Names) is { } near ? $"Did you mean `{near}`?" : $"The columns are {string.Join(", ", train.Names)}.");
        if (train[name].Type is ColumnType.Text or ColumnType.Timestamp)
            throw new PlatformException(TrainingErrors.BadOption, $"The weight column `{name}` holds no numbers.", "Weights are numbers from 0 on.");
        var weights = Array.ConvertAll(train[name].ToDoubles(), value => (float)value);
        var odd = Array.FindIndex(weights, weight => !float.IsFinite(weight) || weight < 0);
        return odd < 0 ? weights : throw new PlatformException(TrainingErrors.BadOption, $"The weight column `{name}` is `{weights[odd]}` in row {odd}.", "Weights are numbers from 0 on, none missing.");
    }
}
