using System.Globalization;
using MLPlatform.Contracts.Endpoints;
using MLPlatform.Frames;
using MLPlatform.Training.Boosting;
using MLPlatform.Training.Evaluation;
using MLPlatform.Training.Models;
using MLPlatform.Training.Onnx;

namespace MLPlatform.Training.Linear;

/// <param name="Value">What one standard deviation of the feature adds: to the log-odds of a classifier, to the value of a regression.</param>
public sealed record LinearWeight(string Feature, double Value);

/// <summary>What <see cref="LinearModel.Fit"/> fitted.</summary>
public sealed class TrainedLinear : ITrainedModel
{
    private readonly TrainingColumns _columns;
    private readonly ScaledColumns _scale;
    private readonly double[] _solution;

    internal TrainedLinear(TrainingColumns columns, LinearOptions options, bool classifier, ScaledColumns scale, double[] solution, IReadOnlyList<SignatureColumn> inputs, SignatureColumn output)
    {
        _columns = columns;
        _scale = scale;
        _solution = solution;
        Options = options;
        IsClassifier = classifier;
        Inputs = inputs;
        Outputs = [output];
        Weights = [.. columns.Features.Select((name, at) => new LinearWeight(name, solution[at])).OrderByDescending(weight => Math.Abs(weight.Value))];
    }

    public LinearOptions Options { get; }

    public bool IsClassifier { get; }

    /// <summary>Every feature, the strongest first.</summary>
    public IReadOnlyList<LinearWeight> Weights { get; }

    public double Bias => _solution[^1];

    public IReadOnlyList<SignatureColumn> Inputs { get; }

    public IReadOnlyList<SignatureColumn> Outputs { get; }

    public string Label => _columns.Label;

    public IReadOnlyDictionary<string, string> Parameters => new Dictionary<string, string>
    {
        ["engine"] = "linear",
        ["objective"] = IsClassifier ? "logistic" : "squared_error",
        ["label"] = Label,
        ["features"] = Inputs.Count.ToString(CultureInfo.InvariantCulture),
        ["lambda"] = Options.Lambda.ToString(CultureInfo.InvariantCulture),
        ["weight_column"] = Options.WeightColumn ?? "",
        ["balance_classes"] = Options.BalanceClasses ? "true" : "false",
    };

    public double[] Predict(Frame rows)
    {
        var matrix = _columns.Matrix(rows);
        var scaled = new double[_solution.Length];
        var predictions = new double[matrix.Rows];
        for (var row = 0; row < predictions.Length; row++)
        {
            _scale.Row(matrix.Values.AsSpan(row * matrix.Names.Count, matrix.Names.Count), scaled);
            var margin = 0.0;
            for (var i = 0; i < scaled.Length; i++)
                margin += scaled[i] * _solution[i];
            predictions[row] = IsClassifier ? 1 / (1 + Math.Exp(-margin)) : margin;
        }

        return predictions;
    }

    public EvaluationMetrics Evaluate(Frame rows)
    {
        var labels = _columns.Labels(rows);
        return IsClassifier ? Metrics.OfClassifier(Predict(rows), labels) : Metrics.OfRegression(Predict(rows), labels);
    }

    public void Save(string folder, IReadOnlyList<ModelFeatureView>? features = null, string? dataHash = null, string? profileFile = null) =>
        ModelFolder.Write(
            folder,
            new ModelManifest
            {
                Flavors = new Dictionary<string, string> { ["onnx"] = ModelFolder.OnnxFile },
                Inputs = Inputs,
                Outputs = Outputs,
                Features = features ?? [],
                DataHash = dataHash,
                ProfileFile = profileFile,
            },
            new Dictionary<string, byte[]> { [ModelFolder.OnnxFile] = ToOnnx() },
            "mlflow\nonnx\nonnxruntime\n");

    public override string ToString() => $"{(IsClassifier ? "logistic" : "linear")} regression on {Inputs.Count} features, predicting {Label}";

    private byte[] ToOnnx() => LinearToOnnx.Convert(
        _scale.Means,
        [.. _scale.Deviations.Select((deviation, at) => deviation == 0 ? 0f : (float)(_solution[at] / deviation))],
        (float)Bias,
        IsClassifier);
}
