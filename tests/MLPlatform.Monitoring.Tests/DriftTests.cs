using System.Text.Json;
using MLPlatform.Contracts.Errors;
using MLPlatform.Frames;
using MLPlatform.Monitoring.Sketches;

namespace MLPlatform.Monitoring.Tests;

public class DriftTests
{
    [Theory]
    [InlineData(800, 0.0, DriftTest.KolmogorovSmirnov, false)]
    [InlineData(800, 0.4, DriftTest.KolmogorovSmirnov, true)]
    [InlineData(20_000, 0.03, DriftTest.Wasserstein, false)]
    [InlineData(20_000, 0.3, DriftTest.Wasserstein, true)]
    public void Compare_numbers_picks_the_test_by_reference_size(int rows, double shift, DriftTest test, bool drifted)
    {
        var drift = Drift.Compare(Normal(rows, 0, seed: 1), Normal(5_000, shift, seed: 2)).Columns.Single();
        Assert.Equal((test, drifted), (drift.Test, drift.Drifted));
        Assert.Equal(shift, drift.MeanNow!.Value - drift.MeanThen!.Value, 0.1);
        Assert.InRange(drift.EffectSize, shift - 0.08, shift + 0.1);
    }

    [Fact]
    public void Compare_by_buckets_is_near_the_exact_distance()
    {
        Frame then = Normal(20_000, 1e6, seed: 1), now = Normal(7_000, 1e6 + 0.3, seed: 2);
        var report = Drift.Compare(ProfileSketch.FromJson(ProfileSketch.Of(then).ToJson()), now);
        var a = then.Numbers<double>("x").Values.ToArray().Order().ToArray();
        var b = now.Numbers<double>("x").Values.ToArray().Order().ToArray();
        var exact = Enumerable.Range(0, 140_000).Average(i => Math.Abs(a[i / 7] - b[i / 20]));
        var deviation = Math.Sqrt(a.Average(value => (value - a.Average()) * (value - a.Average())));
        Assert.Equal(exact / deviation, report.Columns.Single().Score, 0.003);
    }

    [Theory]
    [InlineData(900, 2, DriftTest.ZTest)]
    [InlineData(900, 5, DriftTest.ChiSquare)]
    [InlineData(900, 6, DriftTest.KolmogorovSmirnov)]
    [InlineData(5_000, 5, DriftTest.JensenShannon)]
    [InlineData(5_000, 6, DriftTest.Wasserstein)]
    public void Compare_few_distinct_numbers_by_their_shares(int rows, int distinct, DriftTest test)
    {
        var frame = new Frame(new Column<int>("x", Enumerable.Range(0, rows).Select(i => i % distinct).ToArray()));
        var drift = Drift.Compare(frame, frame).Columns.Single();
        Assert.Equal((test, false), (drift.Test, drift.Drifted));
        Assert.Equal(0, drift.EffectSize, 1e-12);
        Assert.Equal(0, drift.Psi, 1e-12);
    }

    [Theory]
    [InlineData(300, DriftTest.ChiSquare)]
    [InlineData(3_000, DriftTest.JensenShannon)]
    public void Compare_texts(int rows, DriftTest test)
    {
        Frame Airports(int every) => new(TextColumn.Of("origin", [.. Enumerable.Range(0, rows).Select(i => i % every == 0 ? "JFK" : i % 3 == 0 ? "ATL" : "ORD")]));
        var same = Drift.Compare(Airports(7), Airports(7)).Columns.Single();
        var moved = Drift.Compare(Airports(7), Airports(2)).Columns.Single();
        Assert.Equal((test, false), (same.Test, same.Drifted));
        Assert.Equal((test, true), (moved.Test, moved.Drifted));
        Assert.Null(moved.MeanThen);
        Assert.True(moved.Psi > 0.25);
    }

    [Fact]
    public void Compare_says_what_it_did_not_compare_and_why()
    {
        Frame then = new(
            new Column<int>("kept", new[] { 1, 2 }),
            new Column<long>("at", new[] { 1L, 2 }, timestamp: true),
            new Column<int>("gone", new[] { 1, 2 }),
            new Column<int>("retyped", new[] { 1, 2 }),
            new Column<int>("empty", new[] { 1, 2 }),
            TextColumn.Of("id", ["a", "b"]));
        Frame now = new(
            new Column<double>("kept", new[] { 1.0, 2 }),
            new Column<long>("at", new[] { 1L, 2 }, timestamp: true),
            TextColumn.Of("retyped", ["a", "b"]),
            new Column<int>("empty", new[] { 1, 2 }, new byte[] { 0 }),
            new Column<int>("new", new[] { 1, 2 }),
            TextColumn.Of("id", ["a", "b"]));
        var report = Drift.Compare(then, now);
        Assert.Equal(["kept", "id"], report.Columns.Select(column => column.Column));
        Assert.Equal(["at", "empty", "gone", "new", "retyped"], report.NotCompared.Keys.Order());
        Assert.False(report.Drifted);
    }

    [Fact]
    public void Compare_calls_the_whole_drifted_from_half_the_columns()
    {
        Frame Two(double shift) => Normal(2_000, 0, seed: 1).With(Normal(2_000, shift, seed: 1)["x"].Rename("y"));
        var report = Drift.Compare(Two(0), Two(1));
        Assert.Equal((0.5, true), (report.DriftedShare, report.Drifted));
        Assert.False(Drift.Compare(Two(0), Two(0)).Drifted);
        var table = report.ToFrame();
        Assert.Equal([false, true], Enumerable.Range(0, 2).Select(row => (bool)table["drifted"].GetValue(row)!));
        Assert.Contains("\"test\":\"Wasserstein\"", JsonSerializer.Serialize(report, MonitoringJson.Default.DriftReport), StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_of_no_rows_is_refused() =>
        Assert.Equal(DataErrors.LengthsDiffer, Assert.Throws<PlatformException>(() => Drift.Compare(Normal(10, 0, seed: 1), Normal(0, 0, seed: 1))).Code);

    [Fact]
    public void Compare_a_column_of_one_value_is_no_drift()
    {
        foreach (var rows in new[] { 100, 5_000 })
        {
            var frame = new Frame(new Column<int>("x", Enumerable.Repeat(7, rows).ToArray()));
            Assert.False(Drift.Compare(frame, frame).Columns.Single().Drifted);
        }
    }

    private static Frame Normal(int rows, double mean, int seed)
    {
        var random = new Random(seed);
        return new Frame(new Column<double>("x", Enumerable.Range(0, rows).Select(_ => mean + (Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))).ToArray()));
    }
}
