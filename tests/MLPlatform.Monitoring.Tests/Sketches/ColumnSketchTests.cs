using FsCheck;
using FsCheck.Fluent;
using MLPlatform.Contracts.Errors;
using MLPlatform.Frames;
using MLPlatform.Monitoring.Sketches;

namespace MLPlatform.Monitoring.Tests.Sketches;

public class ColumnSketchTests
{
    private static readonly Config Cases = Config.QuickThrowOnFailure.WithMaxTest(100);

    [Fact]
    public void Merge_of_parts_is_the_whole() => Prop.ForAll(Samples().ToArbitrary(), Gen.Choose(0, 1_000_000).ToArbitrary(), (values, seed) =>
    {
        var column = new Column<double>("x", values);
        var cut = seed % (values.Length + 1);
        var whole = ColumnSketch.Of(column);
        var merged = ColumnSketch.Of(column.Slice(0, cut), like: whole).Merge(ColumnSketch.Of(column.Slice(cut, values.Length - cut), like: whole));
        Assert.Equal(whole.Numbers!.Grid, merged.Numbers!.Grid);
        Assert.Equal(whole.Numbers.At, merged.Numbers.At);
        Assert.Equal(whole.Numbers.Counts, merged.Numbers.Counts);
        Assert.Equal((whole.Rows, whole.Nulls, whole.NotFinite, whole.Min, whole.Max), (merged.Rows, merged.Nulls, merged.NotFinite, merged.Min, merged.Max));
        if (whole.Mean is { } mean)
        {
            Assert.Equal(mean, merged.Mean!.Value, 1e-9 * (1 + Math.Abs(mean)));
            Assert.Equal(whole.Deviation()!.Value, merged.Deviation()!.Value, 1e-9 * (1 + whole.Deviation()!.Value));
        }
    }).Check(Cases);

    [Fact]
    public void Merge_of_texts_is_the_whole() => Prop.ForAll(Gen.Choose(0, 300).Select(i => i < 30 ? null : $"text {i}").ArrayOf().ToArbitrary(), Gen.Choose(0, 1_000_000).ToArbitrary(), (texts, seed) =>
    {
        var column = TextColumn.Of("t", texts);
        var cut = seed % (texts.Length + 1);
        var whole = ColumnSketch.Of(column);
        var merged = ColumnSketch.Of(column.Slice(0, cut)).Merge(ColumnSketch.Of(column.Slice(cut, texts.Length - cut)));
        Assert.Equal(whole.Texts!.Counts, merged.Texts!.Counts);
        Assert.Equal((whole.Rows, whole.Nulls), (merged.Rows, merged.Nulls));
    }).Check(Cases);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1e6, 0.5)]
    [InlineData(-3, 1000)]
    public void Quantile_is_within_the_stated_distance(double centre, double scale)
    {
        var random = new Random(5);
        var values = Enumerable.Range(0, 50_000).Select(_ => centre + (scale * Math.Log(random.NextDouble() / (1 - random.NextDouble())))).ToArray();
        var sketch = ColumnSketch.Of(new Column<double>("x", values)).Numbers!;
        var grid = sketch.Grid!;
        var sorted = values.Order().ToArray();
        foreach (var share in new[] { 0.001, 0.01, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 1 })
        {
            var exact = sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
            var allowed = Math.Max(0.0101 * Math.Abs(exact - grid.Centre), 0.00101 * grid.Scale);
            Assert.InRange(sketch.Quantile(share)!.Value, exact - allowed, exact + allowed);
        }
    }

    [Fact]
    public void Grid_buckets_ascend_with_values() => Prop.ForAll(Gen.Choose(-2_000_000, 2_000_000).Two().ToArbitrary(), pair =>
    {
        var grid = new Grid(17, 3);
        var (a, b) = (Math.CopySign(Math.Exp(Math.Abs(pair.Item1) / 1e5) - 1, pair.Item1), Math.CopySign(Math.Exp(Math.Abs(pair.Item2) / 1e5) - 1, pair.Item2));
        return a > b || (grid.BucketOf(a) <= grid.BucketOf(b) && grid.BucketOf(grid.ValueOf(grid.BucketOf(a))) == grid.BucketOf(a));
    }).Check(Cases.WithMaxTest(2_000));

    [Fact]
    public void Of_many_different_texts_keeps_the_common_ones()
    {
        var texts = Enumerable.Range(0, 200_000).Select(i => i % 4 == 0 ? "common" : i % 10 == 1 ? "frequent" : $"id {i}").ToArray();
        var sketch = ColumnSketch.Of(TextColumn.Of("t", texts)).Texts!;
        Assert.Equal(["common", "frequent"], sketch.Counts.Keys.Take(2));
        Assert.InRange(sketch.Counts["common"], 50_000 - 200, 50_000);
        Assert.Equal(200_000, sketch.Counts.Values.Sum() + sketch.Others);
        Assert.True(sketch.Counts.Count <= Categories.Most);
    }

    [Fact]
    public void Of_bools_nulls_and_infinities_counts_each()
    {
        var bools = ColumnSketch.Of(new BoolColumn("b", new byte[] { 0b101 }, 4, new byte[] { 0b0111 }));
        Assert.Equal((4, 1, 2.0 / 3), (bools.Rows, bools.Nulls, bools.Mean));
        var numbers = ColumnSketch.Of(new Column<float>("f", new[] { 1, float.NaN, float.PositiveInfinity, 3 }, new byte[] { 0b0111 }));
        Assert.Equal((4, 1, 2, 1), (numbers.Rows, numbers.Nulls, numbers.NotFinite, numbers.Values()));
        Assert.Equal((1, 1, 1), (numbers.Mean, numbers.Min, numbers.Max));
    }

    [Fact]
    public void Merge_of_text_and_numbers_is_refused() =>
        Assert.Equal(DataErrors.WrongType, Assert.Throws<PlatformException>(() => ColumnSketch.Of(TextColumn.Of("x", ["a"])).Merge(ColumnSketch.Of(new Column<int>("x", new[] { 1 })))).Code);

    private static Gen<double[]> Samples() =>
        from rows in Gen.Choose(0, 3_000)
        from kind in Gen.Choose(0, 3)
        from values in Gen.Choose(-1_000_000, 1_000_000).Select(value => kind switch { 0 => value % 20, 1 => value / 1e3, 2 => 1e9 + value, _ => value % 97 == 0 ? double.NaN : Math.Exp(value / 1e5) }).ArrayOf(rows)
        select values;
}
