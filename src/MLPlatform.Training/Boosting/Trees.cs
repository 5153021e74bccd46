using System.Globalization;
using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Frames;
using MLPlatform.Inference.XGBoost;

namespace MLPlatform.Training.Boosting;

/// <summary>Gradient-boosted trees by XGBoost's histogram method.</summary>
public static class Trees
{
    /// <summary>Trains a classifier or a regression on the numeric columns of a frame; nulls are missing values the trees route themselves.</summary>
    /// <param name="label">A bool column, or numbers; must have no nulls.</param>
    /// <param name="validate">Rows the trees never see, for the metrics of each round and for early stopping.</param>
    /// <param name="features">Columns to learn from; null takes all but the label.</param>
    /// <exception cref="PlatformException">The label is missing, has nulls or one class only; a feature is not numeric; XGBoost refused.</exception>
    /// <exception cref="OperationCanceledException">Cancelled between two rounds.</exception>
    public static TrainedTrees Fit(Frame train, string label, TreeOptions? options = null, Frame? validate = null, IReadOnlyList<string>? features = null, ITrainingObserver? on = null, CancellationToken cancel = default)
    {
        options ??= new TreeOptions();
        Check(options, validate);
        var columns = TrainingColumns.Of(train, label, features ?? RowWeights.FeaturesWithout(train, label, options.WeightColumn));
        var labels = columns.Labels(train);
        var objective = options.Objective ?? (train[label].Type == ColumnType.Bool || Array.TrueForAll(labels, value => value is 0 or 1) ? TreeObjective.BinaryLogistic : TreeObjective.SquaredError);
        if (objective == TreeObjective.BinaryLogistic)
            TrainingColumns.RequireTwoClasses(label, labels);

        on?.OnData(train);
        var threads = options.Threads > 0 ? options.Threads : Environment.ProcessorCount;
        using var trainMatrix = new TrainingMatrix(columns.Matrix(train), ToFloats(labels), threads);
        if (RowWeights.Of(train, options.WeightColumn, options.BalanceClasses, labels, objective == TreeObjective.BinaryLogistic) is { } weights)
            trainMatrix.SetWeights(weights);
        using var validMatrix = validate is null ? null : new TrainingMatrix(columns.Matrix(validate), ToFloats(columns.Labels(validate)), threads);
        var keeper = TreeCheckpoint.For(on?.Checkpoints, options, columns, objective, train, validate);
        var state = keeper?.Load();
        var booster = state is not null ? Booster.Load(state.Booster) : validMatrix is null ? new Booster(trainMatrix) : new Booster(trainMatrix, validMatrix);
        try
        {
            Configure(booster, options, objective, threads, full: on is not null);
            var rounds = new RoundByRound(booster, trainMatrix, validMatrix, options, objective, on, keeper, state)
            {
                Open = kept =>
                {
                    var opened = Booster.Load(kept);
                    Configure(opened, options, objective, threads, full: on is not null);
                    return opened;
                },
            };
            var best = rounds.Run(cancel);
            booster = rounds.Booster;
            if (best < booster.Rounds)
            {
                var kept = booster.First(best);
                booster.Dispose();
                booster = kept;
            }

            var output = objective == TreeObjective.BinaryLogistic ? $"{label}_probability" : label;
            return new TrainedTrees(booster, columns, options, objective, columns.Signature(train), new SignatureColumn(output, ColumnType.Float64), best, rounds.Rounds);
        }
        catch
        {
            booster.Dispose();
            throw;
        }
    }

    private static void Configure(Booster booster, TreeOptions options, TreeObjective objective, int threads, bool full)
    {
        booster.Set("verbosity", "0");
        booster.Set("nthread", Text(threads));
        booster.Set("tree_method", "hist");
        booster.Set("seed", Text(options.Seed));
        // What is drawn then begins anew with a number of the round, also where training was opened from a kept state.
        booster.Set("seed_per_iteration", "1");
        booster.Set("max_depth", Text(options.Depth));
        booster.Set("eta", Text(options.LearningRate));
        booster.Set("subsample", Text(options.Subsample));
        booster.Set("colsample_bytree", Text(options.ColumnSample));
        booster.Set("min_child_weight", Text(options.MinChildWeight));
        booster.Set("lambda", Text(options.Lambda));
        booster.Set("objective", objective == TreeObjective.BinaryLogistic ? "binary:logistic" : "reg:squarederror");
        booster.Set("eval_metric", RoundByRound.Loss(objective));
        if (full)
            booster.Set("eval_metric", objective == TreeObjective.BinaryLogistic ? "auc" : "mae");
    }

    private static void Check(TreeOptions options, Frame? validate)
    {
        Require(options.Rounds is >= 1 and <= 100_000, "Rounds", options.Rounds, "from 1 to 100000");
        Require(options.Depth is >= 1 and <= 30, "Depth", options.Depth, "from 1 to 30");
        Require(options.LearningRate is > 0 and <= 1, "LearningRate", options.LearningRate, "above 0, at most 1");
        Require(options.Subsample is > 0 and <= 1, "Subsample", options.Subsample, "above 0, at most 1");
        Require(options.ColumnSample is > 0 and <= 1, "ColumnSample", options.ColumnSample, "above 0, at most 1");
        Require(options.MinChildWeight >= 0, "MinChildWeight", options.MinChildWeight, "at least 0");
        Require(options.Lambda >= 0, "Lambda", options.Lambda, "at least 0");
        Require(options.StopAfter >= 0, "StopAfter", options.StopAfter, "at least 0");
        Require(options.CheckpointEvery >= 0, "CheckpointEvery", options.CheckpointEvery, "at least 0");
        if (options.StopAfter > 0 && validate is null)
            throw new PlatformException(TrainingErrors.BadOption, $"StopAfter = {options.StopAfter} stops by the validation loss, and there is no validation frame.", "Pass validate: with rows held back, or leave StopAfter at 0.");
    }

    private static void Require(bool holds, string option, double value, string range)
    {
        if (!holds)
            throw new PlatformException(TrainingErrors.BadOption, $"{option} = `{Text(value)}` is out of range.", $"It is {range}.");
    }

    private static float[] ToFloats(double[] values) => Array.ConvertAll(values, value => (float)value);

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
