using MLPlatform.Contracts.Errors;
using MLPlatform.Frames;
using MLPlatform.Training.Boosting;

namespace MLPlatform.Training.Tests.Boosting;

public sealed class TreeWeightsTests
{
    private static readonly string[] Inputs = ["distance", "hour", "weekend", "noise"];
    private static readonly TreeOptions Small = new() { Rounds = 20, Depth = 3, Threads = 2 };

    [Fact]
    public void Fit_with_weights_of_nought_learns_as_if_the_rows_were_not_there()
    {
        var train = SyntheticRows.Make(2000, 1);
        var weighted = train.With(new Column<double>("weight", Enumerable.Range(0, 2000).Select(row => row < 1000 ? 1.0 : 0).ToArray()));

        using var half = Trees.Fit(weighted, "late", Small with { WeightColumn = "weight" }, features: Inputs);
        using var first = Trees.Fit(train.Head(1000), "late", Small, features: Inputs);

        var rows = SyntheticRows.Make(500, 2);
        Assert.Equal(first.Evaluate(rows).LogLoss!.Value, half.Evaluate(rows).LogLoss!.Value, 0.02);
        Assert.Equal("weight", half.Parameters["weight_column"]);
    }

    [Fact]
    public void Fit_takes_the_weight_column_for_no_feature()
    {
        var train = SyntheticRows.Make(200, 1).Select("distance", "late").With(new Column<int>("weight", Enumerable.Repeat(2, 200).ToArray()));

        using var trees = Trees.Fit(train, "late", Small with { WeightColumn = "weight" });

        Assert.Equal(["distance"], trees.Inputs.Select(input => input.Name));
    }

    [Fact]
    public void Fit_with_balanced_classes_predicts_the_rare_one_half_of_the_time()
    {
        var rows = SyntheticRows.Make(20_000, 1);
        var late = rows["late"].ToDoubles();
        var rare = rows.Take([.. Enumerable.Range(0, rows.RowCount).Where(row => late[row] < 0.5 || row % 12 == 0)]);

        using var plain = Trees.Fit(rare, "late", Small with { Rounds = 100 }, features: Inputs);
        using var balanced = Trees.Fit(rare, "late", Small with { Rounds = 100, BalanceClasses = true }, features: Inputs);

        var share = rare["late"].ToDoubles().Average();
        Assert.Equal(share, plain.Predict(rare).Average(), 0.05);
        Assert.True(balanced.Predict(rare).Average() > 2 * share);
        Assert.Equal(plain.Evaluate(rare).Auc!.Value, balanced.Evaluate(rare).Auc!.Value, 0.05);
    }

    [Fact]
    public void Attributions_of_a_row_sum_to_its_margin()
    {
        var rows = SyntheticRows.Make(1000, 1);
        using var trees = Trees.Fit(rows, "late", Small, features: Inputs);
        using var regression = Trees.Fit(rows, "delay", Small, features: Inputs);

        Assert.Equal([.. Inputs, "bias"], trees.Attributions(rows).Names);
        Assert.All(Sums(trees.Attributions(rows)).Zip(trees.Predict(rows)), pair => Assert.Equal(pair.Second, 1 / (1 + Math.Exp(-pair.First)), 1e-4));
        Assert.All(Sums(regression.Attributions(rows)).Zip(regression.Predict(rows)), pair => Assert.Equal(pair.Second, pair.First, 1e-2));
        Assert.Equal(0, trees.Attributions(rows.Head(0)).RowCount);
    }

    [Fact]
    public void Fit_with_weights_that_are_none_names_the_row()
    {
        var train = SyntheticRows.Make(10, 1).With(new Column<double>("weight", new double[] { 1, 1, -2, 1, 1, 1, 1, 1, 1, 1 }));

        Assert.Contains("row 2", Refused(() => Trees.Fit(train, "late", Small with { WeightColumn = "weight" })), StringComparison.Ordinal);
        Assert.Contains("Did you mean `weight`?", Refused(() => Trees.Fit(train, "late", Small with { WeightColumn = "weigth" })), StringComparison.Ordinal);
        Assert.Contains("BalanceClasses", Refused(() => Trees.Fit(train, "delay", Small with { BalanceClasses = true })), StringComparison.Ordinal);
    }

    private static IEnumerable<double> Sums(Frame attributions)
    {
        var columns = attributions.Select(column => column.ToDoubles()).ToList();
        return Enumerable.Range(0, attributions.RowCount).Select(row => columns.Sum(column => column[row]));
    }

    private static string Refused(Func<object> fit)
    {
        var refusal = Assert.Throws<PlatformException>(fit);
        Assert.Equal(TrainingErrors.BadOption, refusal.Code);
        return refusal.Message;
    }
}
