using System.Globalization;
using MLPlatform.Contracts.Endpoints;
using MLPlatform.Frames;
using MLPlatform.Inference.XGBoost;
using MLPlatform.Training.Evaluation;
using MLPlatform.Training.Models;

namespace MLPlatform.Training.Boosting;

/// <param name="Round">1 for the first.</param>
/// <param name="Metrics">As <see cref="ITrainingObserver.OnRound"/> gets them.</param>
public sealed record TrainingRound(int Round, IReadOnlyDictionary<string, double> Metrics);

/// <param name="Gain">Mean gain of the splits on the feature; 0 when no tree splits on it.</param>
public sealed record FeatureImportance(string Feature, double Gain);

/// <summary>Trees that <see cref="Trees.Fit"/> grew.</summary>
public sealed class TrainedTrees : ITrainedModel, IDisposable
{
    private readonly Booster _booster;
    private readonly TrainingColumns _columns;

    internal TrainedTrees(Booster booster, TrainingColumns columns, TreeOptions options, TreeObjective objective, IReadOnlyList<SignatureColumn> inputs, SignatureColumn output, int bestRound, IReadOnlyList<TrainingRound> history)
    {
        _booster = booster;
        _columns = columns;
        Options = options;
        Objective = objective;
        Inputs = inputs;
        Outputs = [output];
        BestRound = bestRound;
        History = history;
        var gain = booster.Gain();
        Importance = [.. columns.Features.Select(name => new FeatureImportance(name, gain.GetValueOrDefault(name))).OrderByDescending(feature => feature.Gain)];
    }

    public TreeOptions Options { get; }

    public TreeObjective Objective { get; }

    public IReadOnlyList<SignatureColumn> Inputs { get; }

    public IReadOnlyList<SignatureColumn> Outputs { get; }

    public string Label => _columns.Label;

    /// <summary>Rounds kept: that of the lowest validation loss when it stopped early, else all of them.</summary>
    public int BestRound { get; }

    /// <summary>Metrics of the rounds that were measured.</summary>
    public IReadOnlyList<TrainingRound> History { get; }

    /// <summary>Every feature, the most useful first.</summary>
    public IReadOnlyList<FeatureImportance> Importance { get; }

    public IReadOnlyDictionary<string, string> Parameters => new Dictionary<string, string>
    {
        ["engine"] = "xgboost",
        ["objective"] = Objective == TreeObjective.BinaryLogistic ? "binary:logistic" : "reg:squarederror",
        ["label"] = Label,
        ["features"] = Text(Inputs.Count),
        ["rounds"] = Text(Options.Rounds),
        ["best_round"] = Text(BestRound),
        ["depth"] = Text(Options.Depth),
        ["learning_rate"] = Text(Options.LearningRate),
        ["stop_after"] = Text(Options.StopAfter),
        ["subsample"] = Text(Options.Subsample),
        ["column_sample"] = Text(Options.ColumnSample),
        ["min_child_weight"] = Text(Options.MinChildWeight),
        ["lambda"] = Text(Options.Lambda),
        ["weight_column"] = Options.WeightColumn ?? "",
        ["balance_classes"] = Options.BalanceClasses ? "true" : "false",
        ["seed"] = Text(Options.Seed),
    };

    public double[] Predict(Frame rows)
    {
        var matrix = _columns.Matrix(rows);
        var scores = new float[matrix.Rows];
        if (scores.Length > 0)
            _booster.Predict(matrix.Values, matrix.Rows, matrix.Names.Count, scores);
        return Array.ConvertAll(scores, score => (double)score);
    }

    /// <summary>Why each prediction is what it is: what each feature adds to it, by TreeSHAP.</summary>
    /// <returns>A column for each feature and one named <c>bias</c>. A row sums to its prediction before the logistic function: log-odds for a classifier, the label's unit for a regression.</returns>
    /// <exception cref="Contracts.Errors.PlatformException">A column of <see cref="Inputs"/> is missing or not numeric.</exception>
    public Frame Attributions(Frame rows)
    {
        var matrix = _columns.Matrix(rows);
        var names = matrix.Names.Append("bias").ToList();
        if (matrix.Rows == 0)
            return new Frame(names.Select(name => new Column<double>(name, Array.Empty<double>())));
        using var native = new TrainingMatrix(matrix, [], Options.Threads > 0 ? Options.Threads : Environment.ProcessorCount);
        var contributions = _booster.Contributions(native);
        return new Frame(names.Select((name, at) => new Column<double>(name, Enumerable.Range(0, matrix.Rows).Select(row => (double)contributions[row * names.Count + at]).ToArray())));
    }

    public EvaluationMetrics Evaluate(Frame rows)
    {
        var labels = _columns.Labels(rows);
        return Objective == TreeObjective.BinaryLogistic ? Metrics.OfClassifier(Predict(rows), labels) : Metrics.OfRegression(Predict(rows), labels);
    }

    public void Save(string folder, IReadOnlyList<ModelFeatureView>? features = null, string? dataHash = null, string? profileFile = null) =>
        ModelFolder.Write(folder, new ModelManifest
        {
            Flavors = new Dictionary<string, string> { ["onnx"] = ModelFolder.OnnxFile, ["xgboost"] = ModelFolder.XGBoostFile },
            Inputs = Inputs,
            Outputs = Outputs,
            Features = features ?? [],
            DataHash = dataHash,
            ProfileFile = profileFile,
        }, new Dictionary<string, byte[]> { [ModelFolder.XGBoostFile] = _booster.Save("ubj"), [ModelFolder.OnnxFile] = Onnx.TreesToOnnx.Convert(_booster.Save("json"), Inputs.Count) }, "mlflow\nxgboost>=1.7,<2\n");

    public void Dispose() => _booster.Dispose();

    public override string ToString() => $"{BestRound} trees of depth {Options.Depth} on {Inputs.Count} features, predicting {Label}";

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
