using MLPlatform.Contracts.Errors;
using MLPlatform.Frames;
using MLPlatform.Monitoring.Chunks;

namespace MLPlatform.Monitoring.Tests.Chunks;

public class ChunkThresholdsTests
{
    [Fact]
    public void Chunks_like_the_reference_are_usual_and_a_shifted_one_is_not()
    {
        var learned = ChunkThresholds.Learn(Rows(5_000, 0, 1));

        var alarms = Enumerable.Range(0, 100).Sum(seed => learned.Compare(Rows(500, 0, 100 + seed)).Columns.Count(column => column.Drifted));
        // Ten chunks say little about the tail: the method's own false alarms on data that did not change.
        Assert.InRange(alarms, 0, 60);
        Assert.All(learned.Compare(Rows(500, 0.5, 7)).Columns, column => Assert.True(column.Drifted, column.Column));
        Assert.Equal(DriftTest.JensenShannon, learned.Columns.Single(column => column.Column == "city").Test);
    }

    [Fact]
    public void A_column_that_never_moved_is_usual_while_it_does_not()
    {
        var learned = ChunkThresholds.Learn(new Frame(new Column<double>("x", new double[100])));

        Assert.False(learned.Compare(new Frame(new Column<double>("x", new double[10]))).Columns.Single().Drifted);
        Assert.True(learned.Compare(new Frame(new Column<double>("x", new double[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 }))).Columns.Single().Drifted);
    }

    [Fact]
    public void What_can_not_be_learned_is_refused()
    {
        Assert.Equal(DataErrors.LengthsDiffer, Assert.Throws<PlatformException>(() => ChunkThresholds.Learn(Rows(5, 0, 1))).Code);
        Assert.Equal(DataErrors.WrongType, Assert.Throws<PlatformException>(() => ChunkThresholds.Learn(Rows(50, 0, 1), numbers: DriftTest.KolmogorovSmirnov)).Code);
    }

    private static Frame Rows(int rows, double shift, int seed)
    {
        var random = new Random(seed);
        return new Frame(
            new Column<double>("x", Enumerable.Range(0, rows).Select(_ => shift + random.NextDouble() + random.NextDouble()).ToArray()),
            TextColumn.Of("city", [.. Enumerable.Range(0, rows).Select(_ => random.NextDouble() < 0.3 + shift ? "a" : "b")]));
    }
}
