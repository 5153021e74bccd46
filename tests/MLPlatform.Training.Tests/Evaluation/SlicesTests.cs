using MLPlatform.Contracts.Errors;
using MLPlatform.Frames;
using MLPlatform.Training.Boosting;
using MLPlatform.Training.Evaluation;

namespace MLPlatform.Training.Tests.Evaluation;

public sealed class SlicesTests : IDisposable
{
    private readonly Frame _rows = SyntheticRows.Make(1200, 1).With(TextColumn.Of("origin", Enumerable.Range(0, 1200).Select(row => row % 3 == 0 ? "JFK" : row % 3 == 1 ? "SFO" : null!).ToArray()));
    private readonly TrainedTrees _model;

    public SlicesTests() => _model = Trees.Fit(_rows, "late", new() { Rounds = 10, Threads = 2 }, features: ["distance", "hour"]);

    public void Dispose() => _model.Dispose();

    [Theory]
    [InlineData("origin", "JFK SFO null")]
    [InlineData("weekend", "false true")]
    public void EvaluateBy_gives_every_row_to_one_slice(string column, string values)
    {
        var slices = _model.EvaluateBy(_rows, column);

        Assert.Equal(values, string.Join(' ', slices.Select(slice => slice.Value).Order(StringComparer.Ordinal)));
        Assert.Equal(_rows.RowCount, slices.Sum(slice => slice.Metrics.Rows));
        Assert.Equal(_model.Evaluate(_rows).LogLoss!.Value, slices.Sum(slice => slice.Metrics.LogLoss!.Value * slice.Metrics.Rows) / _rows.RowCount, 1e-9);
    }

    [Fact]
    public void EvaluateBy_a_number_of_many_values_cuts_it_at_its_quintiles()
    {
        var slices = _model.EvaluateBy(_rows, "distance");

        Assert.Equal(6, slices.Count);
        Assert.Contains(slices, slice => slice.Value == "null");
        var known = slices.Where(slice => slice.Value != "null").Select(slice => slice.Metrics.Rows).ToList();
        Assert.InRange(known.Max() - known.Min(), 0, 5);
    }

    [Fact]
    public void EvaluateBy_a_text_of_too_many_values_is_refused()
    {
        var rows = _rows.With(TextColumn.Of("flight", Enumerable.Range(0, 1200).Select(row => $"F{row}").ToArray()));

        Assert.Equal(TrainingErrors.BadOption, Assert.Throws<PlatformException>(() => _model.EvaluateBy(rows, "flight")).Code);
    }
}
