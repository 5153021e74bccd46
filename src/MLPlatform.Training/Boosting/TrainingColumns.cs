using System.Globalization;
using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Contracts.Text;
using MLPlatform.Frames;
using MLPlatform.Inference;

namespace MLPlatform.Training.Boosting;

/// <summary>Which columns of a frame are features and which is the label, checked.</summary>
internal sealed record TrainingColumns(IReadOnlyList<string> Features, string Label)
{
    /// <param name="features">Null takes every column but the label.</param>
    public static TrainingColumns Of(Frame frame, string label, IReadOnlyList<string>? features)
    {
        if (!frame.Has(label))
            throw LabelMissing(frame, label);
        var names = features ?? [.. frame.Names.Where(name => name != label)];
        if (names.Count == 0 || frame.RowCount == 0)
            throw new PlatformException(TrainingErrors.NoRows, $"The frame has {frame.RowCount} rows and {names.Count} feature columns.");
        if (names.Contains(label))
            throw new PlatformException(TrainingErrors.BadOption, $"The label `{label}` is also named as a feature.", "Leave it out of the features: it would give itself away.");
        foreach (var name in names)
            RequireNumeric(frame[name]);
        return new TrainingColumns(names, label);
    }

    public FeatureMatrix Matrix(Frame frame)
    {
        foreach (var name in Features)
            RequireNumeric(frame[name]);
        return FeatureMatrix.Of(frame, Features);
    }

    /// <summary>Labels as numbers, one per row.</summary>
    public double[] Labels(Frame frame)
    {
        if (!frame.Has(Label))
            throw LabelMissing(frame, Label);
        var column = frame[Label];
        RequireNumeric(column);
        var labels = column.ToDoubles();
        var missing = Array.FindIndex(labels, double.IsNaN);
        return missing < 0 ? labels : throw new PlatformException(TrainingErrors.LabelNull, $"The label `{Label}` is missing in row {missing} and perhaps in others.", $"Keep the rows that have one: .Where(\"{Label} is not null\").");
    }

    /// <summary>A column that was never null in training is required of a caller.</summary>
    public IReadOnlyList<SignatureColumn> Signature(Frame frame) =>
        [.. Features.Select(name => new SignatureColumn(name, frame[name].Type, Required: frame[name].NullCount == 0))];

    /// <exception cref="PlatformException">A label is neither 0 nor 1, or all are the same.</exception>
    public static void RequireTwoClasses(string label, double[] labels)
    {
        var odd = Array.FindIndex(labels, value => value is not (0 or 1));
        if (odd >= 0)
            throw new PlatformException(TrainingErrors.BadOption, $"The label `{label}` holds `{labels[odd].ToString(CultureInfo.InvariantCulture)}`; a classifier learns from 0 and 1.", "Leave the objective out for a regression.");
        if (Array.TrueForAll(labels, value => value == labels[0]))
            throw new PlatformException(TrainingErrors.OneClass, $"The label `{label}` is `{labels[0].ToString(CultureInfo.InvariantCulture)}` in all {labels.Length:N0} rows.", "Train on rows of both classes.");
    }

    private static void RequireNumeric(Column column)
    {
        if (column.Type is ColumnType.Text or ColumnType.Timestamp)
            throw new PlatformException(TrainingErrors.NotNumeric, $"Column `{column.Name}` is {(column.Type == ColumnType.Text ? "text" : "a time")}; trees train on numbers.", $"Leave it out with `.Without(\"{column.Name}\")`, or encode it as a number.");
    }

    private static PlatformException LabelMissing(Frame frame, string label) =>
        new(TrainingErrors.LabelMissing, $"There is no label column `{label}`.", Nearest.To(label, frame.Names) is { } near ? $"Did you mean `{near}`?" : $"The columns are {string.Join(", ", frame.Names)}.");
}
