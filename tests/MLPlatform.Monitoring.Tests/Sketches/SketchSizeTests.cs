using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using MLPlatform.Contracts.Errors;
using MLPlatform.Frames;
using MLPlatform.Monitoring.Sketches;

namespace MLPlatform.Monitoring.Tests.Sketches;

public class SketchSizeTests
{
    private const int Most = 20 << 10;

    [Fact]
    public void No_column_takes_more_than_20_KB()
    {
        var random = new Random(1);
        var rows = 200_000;
        var frame = new Frame(
            // Every bucket of a grid is filled by values that spread over many magnitudes.
            new Column<double>("wide", Enumerable.Range(0, rows).Select(_ => (random.Next(2) * 2 - 1) * Math.Exp(random.NextDouble() * 40 - 10)).ToArray()),
            new Column<double>("exact", Enumerable.Range(0, rows).Select(i => i % 1_000 * 1.234567890123).ToArray()),
            TextColumn.Of("ids", [.. Enumerable.Range(0, rows).Select(i => $"identifier of one of very many things, number {i}")]),
            TextColumn.Of("long", [.. Enumerable.Range(0, rows).Select(i => new string((char)('a' + (i % 26)), 3_000))]),
            TextColumn.Of("umlauts", [.. Enumerable.Range(0, rows).Select(i => "ü" + (i % 5_000))]));

        foreach (var column in ProfileSketch.Of(frame).Columns)
            Assert.InRange(JsonSerializer.Serialize(column, MonitoringJson.Default.ColumnSketch).Length, 1, Most);
    }

    [Fact]
    public void A_profile_survives_being_written() => Prop.ForAll(Gen.Choose(-1_000_000, 1_000_000).ArrayOf().ToArbitrary(), Gen.Choose(1, 100_000).ToArbitrary(), (values, divisor) =>
    {
        var profile = ProfileSketch.Of(new Frame(new Column<double>("x", Array.ConvertAll(values, value => (double)value / divisor)), TextColumn.Of("t", [.. values.Select(value => value % 7 == 0 ? null : $"{value}")])));
        var read = ProfileSketch.FromJson(profile.ToJson());
        Assert.Equal(profile.ToJson(), read.ToJson());
        Assert.Equal(profile.Columns[0].Numbers!.At, read.Columns[0].Numbers!.At);
        Assert.Equal(profile.Columns[0].Numbers!.Counts, read.Columns[0].Numbers!.Counts);
        Assert.Equal(profile.Columns[1].DistinctValues(), read.Columns[1].DistinctValues());
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(100).WithEndSize(3_000));

    [Fact]
    public void A_profile_of_the_first_version_is_read()
    {
        var profile = ProfileSketch.FromJson("""
            {"schema":1,"rows":3,"columns":[{"name":"x","type":"Float64","rows":3,"nulls":0,"notFinite":0,"mean":2,"squaredDistances":2,"min":1,"max":3,
              "numbers":{"exact":true,"at":[1,2,3],"counts":[1,1,1]}}]}
            """);

        Assert.Equal([1, 2, 3], profile.Columns[0].Numbers!.At);
        Assert.Equal(3, profile.Columns[0].DistinctValues());
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"gQ==\"")]
    [InlineData("\"/////////////w==\"")]
    [InlineData("\"AQEBAQEBAQE=\"")]
    [InlineData("7")]
    public void A_torn_profile_is_refused(string packed)
    {
        var json = "{\"schema\":1,\"rows\":3,\"columns\":[{\"name\":\"x\",\"type\":\"Float64\",\"rows\":3,\"nulls\":0,\"numbers\":{\"exact\":true,\"packed\":" + packed + "}}]}";

        Assert.Equal(DataErrors.FileUnreadable, Assert.Throws<PlatformException>(() => ProfileSketch.FromJson(json)).Code);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(5_000)]
    [InlineData(300_000)]
    public void Distinct_values_are_counted_to_a_few_percent_also_over_parts(int distinct)
    {
        var values = Enumerable.Range(0, distinct * 2).Select(i => i % distinct * 0.37).ToArray();
        var column = new Column<double>("x", values);
        var whole = ColumnSketch.Of(column);
        var merged = ColumnSketch.Of(column.Slice(0, distinct / 2), whole).Merge(ColumnSketch.Of(column.Slice(distinct / 2, values.Length - (distinct / 2)), whole));

        Assert.InRange(whole.DistinctValues()!.Value, distinct * 0.9, distinct * 1.1);
        Assert.InRange(merged.DistinctValues()!.Value, distinct * 0.9, distinct * 1.1);
        Assert.InRange(ColumnSketch.Of(TextColumn.Of("t", [.. values.Select(value => $"{value}")])).DistinctValues()!.Value, distinct * 0.9, distinct * 1.1);
    }
}
