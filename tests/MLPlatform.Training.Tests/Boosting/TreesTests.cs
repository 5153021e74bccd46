using MLPlatform.Contracts.Errors;
using MLPlatform.Frames;
using MLPlatform.Training.Boosting;

namespace MLPlatform.Training.Tests.Boosting;

public class TreesTests
{
    private static readonly string[] Inputs = ["distance", "hour", "weekend", "noise"];
    private static readonly TreeOptions Small = new() { Rounds = 30, Depth = 4, Threads = 2 };

    [Fact]
    public void Fit_on_a_bool_label_learns_the_pattern()
    {
        using var trees = Trees.Fit(SyntheticRows.Make(4000, 1), "late", Small, features: Inputs);

        var metrics = trees.Evaluate(SyntheticRows.Make(2000, 2));

        Assert.InRange(metrics.Auc!.Value, 0.75, 0.95);
        Assert.InRange(metrics.LogLoss!.Value, 0.3, 0.6);
        Assert.Equal(2000, metrics.Rows);
        Assert.Equal("late_probability", trees.Outputs[0].Name);
        Assert.Equal(["distance", "hour", "weekend"], trees.Importance.Take(3).Select(feature => feature.Feature).Order());
        Assert.Equal([false, true, true, true], trees.Inputs.Select(input => input.Required));
    }

    [Fact]
    public void Fit_on_a_numeric_label_is_a_regression()
    {
        using var trees = Trees.Fit(SyntheticRows.Make(4000, 1), "delay", Small with { Rounds = 100 }, features: Inputs);

        var metrics = trees.Evaluate(SyntheticRows.Make(2000, 2));

        Assert.True(metrics.R2 > 0.9, $"R² {metrics.R2}");
        Assert.Null(metrics.Auc);
        Assert.Equal("delay", trees.Outputs[0].Name);
    }

    [Fact]
    public void Fit_twice_with_one_seed_gives_the_same_trees()
    {
        var train = SyntheticRows.Make(3000, 1);
        var options = Small with { Subsample = 0.7, ColumnSample = 0.7, Seed = 42 };
        using var first = Trees.Fit(train, "late", options, features: Inputs);
        using var second = Trees.Fit(train, "late", options, features: Inputs);
        using var other = Trees.Fit(train, "late", options with { Seed = 43 }, features: Inputs);

        Assert.Equal(first.Predict(train), second.Predict(train));
        Assert.NotEqual(first.Predict(train), other.Predict(train));
    }

    [Fact]
    public void Fit_with_early_stopping_keeps_the_round_of_the_lowest_validation_loss()
    {
        var watched = new Watch();

        using var trees = Trees.Fit(SyntheticRows.Make(500, 1), "late", new() { Rounds = 500, LearningRate = 0.5, StopAfter = 10, Threads = 2 }, SyntheticRows.Make(500, 2), Inputs, watched);

        var losses = watched.Seen.Select(seen => seen.Metrics["valid_logloss"]).ToList();
        Assert.Equal(losses.IndexOf(losses.Min()) + 1, trees.BestRound);
        Assert.Equal(trees.BestRound + 10, watched.Seen.Count);
        Assert.Equal(losses.Min(), trees.Evaluate(SyntheticRows.Make(500, 2)).LogLoss!.Value, 1e-5);
    }

    [Fact]
    public void Fit_tells_the_observer_each_round_with_metrics_that_agree_with_ours()
    {
        var watched = new Watch();
        var train = SyntheticRows.Make(1000, 1);
        var valid = SyntheticRows.Make(1000, 2);

        using var trees = Trees.Fit(train, "late", Small, valid, Inputs, watched);

        Assert.Equal(Enumerable.Range(1, 30), watched.Seen.Select(seen => seen.Round));
        Assert.All(watched.Seen, seen => Assert.Equal(30, seen.Rounds));
        var last = watched.Seen[^1].Metrics;
        Assert.Equal(["train_auc", "train_logloss", "valid_auc", "valid_logloss"], last.Keys.Order());
        Assert.Equal(last["valid_auc"], trees.Evaluate(valid).Auc!.Value, 1e-6);
        Assert.Equal(last["train_logloss"], trees.Evaluate(train).LogLoss!.Value, 1e-5);
    }

    [Fact]
    public void Fit_stops_between_rounds_when_cancelled()
    {
        using var stop = new CancellationTokenSource();
        var watched = new Watch { OnSeen = round => { if (round == 3) stop.Cancel(); } };

        Assert.Throws<OperationCanceledException>(() => Trees.Fit(SyntheticRows.Make(500, 1), "late", Small, features: Inputs, on: watched, cancel: stop.Token));
        Assert.Equal(3, watched.Seen.Count);
    }

    [Fact]
    public void Fit_without_the_label_names_the_nearest_column()
    {
        var refused = Assert.Throws<PlatformException>(() => Trees.Fit(SyntheticRows.Make(10, 1), "lat"));

        Assert.Equal(TrainingErrors.LabelMissing, refused.Code);
        Assert.Contains("Did you mean `late`?", refused.Message);
    }

    [Fact]
    public void Fit_on_a_text_column_names_it()
    {
        var train = SyntheticRows.Make(10, 1).With(TextColumn.Of("origin", Enumerable.Repeat("JFK", 10).ToArray()));

        var refused = Assert.Throws<PlatformException>(() => Trees.Fit(train, "late"));

        Assert.Equal(TrainingErrors.NotNumeric, refused.Code);
        Assert.Contains("`origin`", refused.Message);
    }

    [Fact]
    public void Fit_on_one_class_is_refused()
    {
        var refused = Assert.Throws<PlatformException>(() => Trees.Fit(SyntheticRows.Make(10, 1).With(new BoolColumn("late", new bool[10])), "late"));

        Assert.Equal(TrainingErrors.OneClass, refused.Code);
    }

    [Fact]
    public void Fit_on_a_label_with_nulls_names_the_row()
    {
        var train = new Frame(new Column<int>("x", new[] { 1, 2, 3 }), new Column<double>("y", new[] { 0.0, 1, 0 }, new byte[] { 0b101 }));

        var refused = Assert.Throws<PlatformException>(() => Trees.Fit(train, "y"));

        Assert.Equal(TrainingErrors.LabelNull, refused.Code);
        Assert.Contains("row 1", refused.Message);
    }

    [Theory]
    [InlineData(0, 6, 0.1, 0, "Rounds")]
    [InlineData(5, 0, 0.1, 0, "Depth")]
    [InlineData(5, 6, 0, 0, "LearningRate")]
    [InlineData(5, 6, 0.1, 3, "StopAfter")]
    public void Fit_with_an_option_out_of_range_names_it(int rounds, int depth, double rate, int stop, string option)
    {
        var refused = Assert.Throws<PlatformException>(() => Trees.Fit(SyntheticRows.Make(10, 1), "late", new() { Rounds = rounds, Depth = depth, LearningRate = rate, StopAfter = stop }));

        Assert.Equal(TrainingErrors.BadOption, refused.Code);
        Assert.Contains(option, refused.Message);
    }

    [Fact]
    public void Fit_on_an_infinite_value_gives_the_reason_of_the_engine()
    {
        var train = new Frame(new Column<double>("x", new[] { 1, double.PositiveInfinity, 3 }), new Column<int>("y", new[] { 0, 1, 0 }));

        var refused = Assert.Throws<PlatformException>(() => Trees.Fit(train, "y"));

        Assert.Equal(TrainingErrors.EngineRefused, refused.Code);
        Assert.Contains("inf", refused.Message);
        Assert.DoesNotContain("Stack trace", refused.Message);
    }

    private sealed class Watch : ITrainingObserver
    {
        public List<(int Round, int Rounds, IReadOnlyDictionary<string, double> Metrics)> Seen { get; } = [];

        public Action<int> OnSeen { get; init; } = _ => { };

        public void OnRound(int round, int rounds, IReadOnlyDictionary<string, double> metrics)
        {
            Seen.Add((round, rounds, metrics));
            OnSeen(round);
        }
    }
}
