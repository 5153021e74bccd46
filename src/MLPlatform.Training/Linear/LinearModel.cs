using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Frames;
using MLPlatform.Training.Boosting;

namespace MLPlatform.Training.Linear;

/// <summary>Linear and logistic regression: the baseline every other model has to beat.</summary>
public static class LinearModel
{
    private const int MostFeatures = 2_000;

    /// <summary>Fits a classifier or a regression on the numeric columns of a frame; a null counts as the column's mean.</summary>
    /// <param name="label">A bool column, or numbers; must have no nulls.</param>
    /// <param name="features">Columns to learn from; null takes all but the label and the weights.</param>
    /// <exception cref="PlatformException">The label is missing, has nulls or one class only; a feature is not numeric; an option is out of range.</exception>
    public static TrainedLinear Fit(Frame train, string label, LinearOptions? options = null, IReadOnlyList<string>? features = null, ITrainingObserver? on = null, CancellationToken cancel = default)
    {
        options ??= new LinearOptions();
        if (options.Lambda < 0 || options.Steps < 1)
            throw new PlatformException(TrainingErrors.BadOption, $"Lambda = `{options.Lambda}` or Steps = `{options.Steps}` is out of range.", "Lambda is at least 0, Steps at least 1.");
        var columns = TrainingColumns.Of(train, label, features ?? RowWeights.FeaturesWithout(train, label, options.WeightColumn));
        if (columns.Features.Count > MostFeatures)
            throw new PlatformException(TrainingErrors.BadOption, $"There are `{columns.Features.Count}` features; at most {MostFeatures} are solved for at once.", "Name fewer with features:.");
        var labels = columns.Labels(train);
        var classifier = options.Classifier ?? (train[label].Type == ColumnType.Bool || Array.TrueForAll(labels, value => value is 0 or 1));
        if (classifier)
            TrainingColumns.RequireTwoClasses(label, labels);
        var weights = RowWeights.Of(train, options.WeightColumn, options.BalanceClasses, labels, classifier);
        on?.OnData(train);
        var matrix = columns.Matrix(train);
        var scale = ScaledColumns.Of(matrix);
        var solution = NewtonFit.Run(matrix, scale, labels, weights, options, classifier, cancel);
        var output = new SignatureColumn(classifier ? $"{label}_probability" : label, ColumnType.Float64);
        return new TrainedLinear(columns, options, classifier, scale, solution, columns.Signature(train), output);
    }
}
