using MLPlatform.Contracts.Errors;
using MLPlatform.Frames;
using MLPlatform.Inference.Models;
using MLPlatform.Training.Linear;

namespace MLPlatform.Training.Tests.Linear;

public sealed class LinearModelTests : IDisposable
{
    private static readonly string[] Inputs = ["distance", "hour", "weekend", "noise"];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Fit_of_a_numeric_label_finds_the_weights_it_was_made_with()
    {
        var random = new Random(1);
        var (a, b) = (Draw(random, 500, 1000, 3), Draw(random, 500, 0.01, 0.002));
        var train = new Frame(new Column<double>("a", a), new Column<double>("b", b), new Column<double>("y", a.Zip(b, (x, z) => 2 * x - 500 * z + 7).ToArray()));

        var model = LinearModel.Fit(train, "y", new() { Lambda = 0 });

        Assert.False(model.IsClassifier);
        Assert.InRange(model.Evaluate(train).R2!.Value, 1 - 1e-6, 1);
        Assert.Equal(["a", "b"], model.Weights.Select(weight => weight.Feature));
        Assert.True(model.Weights[1].Value < 0);
    }

    [Fact]
    public void Fit_of_a_bool_label_is_a_calibrated_classifier()
    {
        var train = SyntheticRows.Make(8000, 1);

        var model = LinearModel.Fit(train, "late", features: Inputs);

        var metrics = model.Evaluate(SyntheticRows.Make(4000, 2));
        Assert.InRange(metrics.Auc!.Value, 0.7, 0.95);
        // With the bias free the mean prediction is the share of positives.
        Assert.Equal(train["late"].ToDoubles().Average(), model.Predict(train).Average(), 1e-4);
        Assert.Equal("late_probability", model.Outputs[0].Name);
    }

    [Fact]
    public void Fit_on_columns_that_determine_each_other_or_never_change_still_answers()
    {
        var rows = SyntheticRows.Make(500, 1);
        var train = rows.Select("hour", "late").With(rows["hour"].Rename("again"), new Column<double>("constant", Enumerable.Repeat(3.3, 500).ToArray()));

        var model = LinearModel.Fit(train, "late", new() { Lambda = 0 });

        Assert.All(model.Predict(train), probability => Assert.InRange(probability, 0, 1));
        Assert.Equal(0, model.Weights.Single(weight => weight.Feature == "constant").Value);
    }

    [Fact]
    public void Fit_on_classes_that_part_perfectly_ends()
    {
        var train = new Frame(new Column<int>("x", Enumerable.Range(0, 100).ToArray()), new Column<int>("y", Enumerable.Range(0, 100).Select(x => x >= 50 ? 1 : 0).ToArray()));

        var model = LinearModel.Fit(train, "y");

        Assert.Equal(1, model.Evaluate(train).Auc);
        Assert.All(model.Predict(train), probability => Assert.True(double.IsFinite(probability)));
    }

    [Theory]
    [InlineData("late")]
    [InlineData("delay")]
    public void Save_gives_an_onnx_model_that_agrees_also_where_values_are_missing(string label)
    {
        var train = SyntheticRows.Make(3000, 1).With(new Column<double>("year", Enumerable.Range(0, 3000).Select(row => 2001.0 + row % 3).ToArray()));
        var model = LinearModel.Fit(train, label, features: [.. Inputs, "year"]);

        model.Save(_folder["model"]);

        using var served = ModelPackage.Load(_folder["model"]);
        var scale = label == "late" ? 1 : 100;
        Assert.All(model.Predict(train).Zip(((Column<double>)served.Predict(train)[0]).Values.ToArray()), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 1e-6 * scale));
        Assert.Contains("loader_module: mlflow.onnx", File.ReadAllText(_folder["model/MLmodel"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_with_weights_or_balance_moves_what_it_predicts()
    {
        var rows = SyntheticRows.Make(6000, 1);
        var late = rows["late"].ToDoubles();
        var rare = rows.Take([.. Enumerable.Range(0, rows.RowCount).Where(row => late[row] < 0.5 || row % 12 == 0)]);

        Assert.Equal(0.5, LinearModel.Fit(rare, "late", new() { BalanceClasses = true }, Inputs) is var balanced ? Weighted(balanced, rare) : 0, 0.01);
        Assert.Equal(rare["late"].ToDoubles().Average(), LinearModel.Fit(rare, "late", features: Inputs).Predict(rare).Average(), 1e-3);
    }

    [Fact]
    public void Fit_out_of_range_is_refused_by_name()
    {
        var rows = SyntheticRows.Make(20, 1);

        Assert.Equal(TrainingErrors.BadOption, Assert.Throws<PlatformException>(() => LinearModel.Fit(rows, "late", new() { Lambda = -1 }, Inputs)).Code);
        Assert.Equal(TrainingErrors.OneClass, Assert.Throws<PlatformException>(() => LinearModel.Fit(rows.With(new BoolColumn("late", new bool[20])), "late", features: Inputs)).Code);
        Assert.Equal(TrainingErrors.LabelMissing, Assert.Throws<PlatformException>(() => LinearModel.Fit(rows, "lat")).Code);
    }

    // Both classes weigh the same, so the weighted mean prediction is a half.
    private static double Weighted(TrainedLinear model, Frame rows)
    {
        var (predictions, labels) = (model.Predict(rows), rows["late"].ToDoubles());
        return (predictions.Where((_, row) => labels[row] > 0.5).Average() + predictions.Where((_, row) => labels[row] < 0.5).Average()) / 2;
    }

    private static double[] Draw(Random random, int rows, double mean, double spread) => [.. Enumerable.Range(0, rows).Select(_ => mean + spread * (random.NextDouble() - 0.5))];
}
