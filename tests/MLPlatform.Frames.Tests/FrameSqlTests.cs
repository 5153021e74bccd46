using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;

namespace MLPlatform.Frames.Tests;

public class FrameSqlTests
{
    private static readonly string?[] Origins = ["JFK", "ATL", null, "JFK", "ORD"];

    private static Frame Flights() => new(
        new Column<int>("month", new[] { 1, 4, 2, 3, 6 }),
        TextColumn.Of("origin", Origins),
        new Column<double>("delay", new[] { 5.0, double.NaN, -3, 12, 0 }, new byte[] { 0b01111 }));

    [Fact]
    public void Where_keeps_the_rows_and_their_order() =>
        Assert.Equal(new[] { 1, 2, 3 }, Flights().Where("month <= 3 -- first quarter").Numbers<int>("month").Values.ToArray());

    [Fact]
    public void Where_unknown_column_is_refused() =>
        Assert.Equal(DataErrors.QueryFailed, Assert.Throws<PlatformException>(() => Flights().Where("moth = 1")).Code);

    [Fact]
    public void Sql_sees_the_frame_as_this()
    {
        var counts = Flights().Sql("SELECT origin, count(*) AS n FROM this GROUP BY origin ORDER BY n DESC, origin NULLS LAST");
        Assert.Equal(["JFK", "ATL", "ORD", null], Enumerable.Range(0, 4).Select(row => (string?)counts["origin"].GetValue(row)));
    }

    [Fact]
    public void OrderBy_is_stable_with_nulls_last()
    {
        var ordered = Flights().OrderBy("origin");
        Assert.Equal(new[] { 4, 1, 3, 6, 2 }, ordered.Numbers<int>("month").Values.ToArray());
        Assert.Equal(new[] { 2, 6, 1, 3, 4 }, Flights().OrderBy("origin DESC NULLS FIRST").Numbers<int>("month").Values.ToArray());
        Assert.Equal(["row", "x"], new Frame(new Column<int>("row", new[] { 2, 1 }), new Column<int>("x", new[] { 0, 0 })).OrderBy("row").Names);
    }

    [Fact]
    public void Sample_is_repeatable_in_order_and_without_replacement()
    {
        var frame = new Frame(new Column<int>("x", Enumerable.Range(0, 10_000).ToArray()));
        var drawn = frame.Sample(1_000, seed: 7).Numbers<int>("x").Values.ToArray();
        Assert.Equal(1_000, drawn.Distinct().Count());
        Assert.Equal(drawn.Order(), drawn);
        Assert.Equal(drawn, frame.Sample(1_000, seed: 7).Numbers<int>("x").Values.ToArray());
        Assert.NotEqual(drawn, frame.Sample(1_000, seed: 8).Numbers<int>("x").Values.ToArray());
        Assert.InRange(drawn.Average(), 4_600, 5_400);
        Assert.Same(frame, frame.Sample(10_000, seed: 7));
    }

    [Fact]
    public void Describe_gives_a_row_per_column()
    {
        var stats = Flights().Describe();
        Assert.Equal(["month", "origin", "delay"], Enumerable.Range(0, 3).Select(row => (string?)stats["column"].GetValue(row)));
        Assert.Equal([0L, 1L, 1L], stats.Numbers<long>("nulls").Values.ToArray());
        Assert.Equal(3.2, stats["mean"].GetValue(0));
        Assert.Null(stats["mean"].GetValue(1));
        Assert.Equal(12.0, stats["max"].GetValue(2));
        Assert.Equal(3.0, stats["q50"].GetValue(0));
    }

    private enum Kind
    {
        Early,
        Late,
    }

    private sealed record Row(int Id, string? Name, double? Delay, bool Late, DateTimeOffset At, Kind Kind, DateOnly Day);

    [Fact]
    public void FromRows_makes_a_column_of_each_property()
    {
        var at = new DateTimeOffset(2001, 1, 1, 12, 0, 0, TimeSpan.FromHours(-5));
        var frame = Frame.FromRows([new Row(1, "a", 2.5, true, at, Kind.Late, new DateOnly(2001, 1, 1)), new Row(2, null, null, false, at, Kind.Early, default)]);
        Assert.Equal([ColumnType.Int32, ColumnType.Text, ColumnType.Float64, ColumnType.Bool, ColumnType.Timestamp, ColumnType.Text, ColumnType.Timestamp], frame.Columns.Select(column => column.Type));
        Assert.Equal([1, "a", 2.5, true, at, "Late", new DateTimeOffset(2001, 1, 1, 0, 0, 0, TimeSpan.Zero)], frame.Columns.Select(column => column.GetValue(0)!));
        Assert.Null(frame["Name"].GetValue(1));
        Assert.Null(frame["Delay"].GetValue(1));
        Assert.Equal(DataErrors.WrongType, Assert.Throws<PlatformException>(() => Frame.FromRows([new { Lists = new[] { 1 } }])).Code);
    }
}
