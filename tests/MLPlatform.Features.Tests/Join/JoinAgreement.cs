using FsCheck;
using FsCheck.Fluent;
using MLPlatform.Contracts.Features;
using MLPlatform.Features.Join;
using MLPlatform.Frames;
using MLPlatform.Frames.DuckDb;

namespace MLPlatform.Features.Tests.Join;

/// <summary>The kernels, the general SQL and the plain nested loop give the same rows, whatever the data.</summary>
public sealed class JoinAgreement
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_any_rows_equals_nested_loop(bool windowed) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3_000).WithEndSize(60), Prop.ForAll<Fact[], Ask[], Shape>((facts, asks, shape) => AgreesWithLoop(facts, asks, Allowed(shape, windowed), windowed)));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_any_rows_equals_general_sql(bool windowed)
    {
        using var engine = new SqlEngine(threads: 1);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(400).WithEndSize(60), Prop.ForAll<Fact[], Ask[], Shape>((facts, asks, shape) => AgreesWithSql(engine, facts, asks, Allowed(shape, windowed), windowed)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Run_long_sorted_stretches_equal_grouped_search(int threads)
    {
        var random = new Random(7 * threads);
        var happened = Enumerable.Range(0, 900_000).Select(_ => (long)random.Next(5_000)).Order().ToArray();
        var ids = happened.Select(_ => random.Next(-1, 40_000)).ToArray();
        var at = Enumerable.Range(0, 30_000).Select(_ => (long)random.Next(-100, 5_200)).ToArray();
        var asked = at.Select(_ => random.Next(-1, 40_000)).ToArray();
        var merged = new JoinTimes(ids, 40_000, happened, default, asked, at, 3_000, Leak.None, threads);

        var expected = GroupedSearch.Run(merged);

        foreach (var other in new[] { PlainJoin.Run(merged), GapScan.Run(merged), GapScan.Run(merged with { Known = happened }), GroupedSearch.Run(merged with { Known = happened }) })
        {
            Assert.Equal(expected.Rows, other.Rows);
            Assert.Equal(expected.Newest, other.Newest);
        }
    }

    [Theory]
    [InlineData(Leak.None)]
    [InlineData(Leak.LatestValue)]
    public void Run_long_shuffled_rows_known_late_equal_grouped_search(Leak leak)
    {
        var random = new Random(5);
        var happened = Enumerable.Range(0, 600_000).Select(_ => (long)random.Next(5_000)).ToArray();
        var known = Array.ConvertAll(happened, time => random.Next(20) == 0 ? long.MaxValue : time + random.Next(-50, 400));
        var at = Enumerable.Range(0, 300_000).Select(_ => (long)random.Next(-100, 5_200)).ToArray();
        var times = new JoinTimes(Array.ConvertAll(happened, _ => random.Next(-1, 3_000)), 3_000, happened, known, Array.ConvertAll(at, _ => random.Next(-1, 3_000)), at, 900, leak, Threads: 3);

        var (expected, actual) = (GroupedSearch.Run(times), GapScan.Run(times));

        Assert.Equal(expected.Rows, actual.Rows);
        Assert.Equal(expected.Newest, actual.Newest);
        Assert.Equal(expected.Leaky, actual.Leaky);
    }

    [Fact]
    public void Run_many_facts_that_always_hold_are_found()
    {
        var ids = Enumerable.Range(0, 700_000).ToArray();
        var times = new JoinTimes(ids, ids.Length, Enumerable.Repeat(long.MinValue, ids.Length).ToArray(), default, [0, 350_000, 699_999], new long[] { 1, 2, 3 }, long.MaxValue, Leak.None, Threads: 2);

        Assert.Equal([0, 350_000, 699_999], PlainJoin.Run(times).Rows);
        Assert.Equal([0, 350_000, 699_999], GapScan.Run(times).Rows);
        Assert.Equal([0, 350_000, 699_999], GroupedSearch.Run(times).Rows);
    }

    // Windows need a time, and a plain view may do without.
    private static Shape Allowed(Shape shape, bool windowed) => windowed && !shape.Dated && !shape.Delayed ? shape with { Dated = true } : shape;

    private static void AgreesWithLoop(Fact[] facts, Ask[] asks, Shape shape, bool windowed)
    {
        facts = Facts.Prepare(facts, shape);
        var view = Facts.View(shape, windowed);
        var joined = Join(facts, asks, shape, view);
        for (var row = 0; row < asks.Length; row++)
        {
            var (expected, leaky) = NestedLoop.Row(facts, asks[row], shape, view);
            Assert.Equal(expected.Length, joined.Columns.Count);
            for (var column = 0; column < expected.Length; column++)
                AssertSame(expected[column], Number(joined.Columns[column], row), joined.Columns[column].Name);
            Assert.Equal(leaky, joined.Leaky.Length > 0 && joined.Leaky[row]);
        }
    }

    private static void AgreesWithSql(SqlEngine engine, Fact[] facts, Ask[] asks, Shape shape, bool windowed)
    {
        facts = Facts.Prepare(facts, shape);
        var view = Facts.View(shape, windowed);
        var joined = Join(facts, asks, shape, view);
        engine.Register("facts", Facts.Source(facts, shape, view).Frame.With(new Column<long>("place", Enumerable.Range(0, facts.Length).Select(i => (long)i).ToArray())));
        engine.Register("asks", new Frame([.. Keys(asks, shape), At(asks), new Column<long>("row", Enumerable.Range(0, asks.Length).Select(i => (long)i).ToArray())]));
        var expected = engine.Query(PointInTimeSql.Of(view, Keys(asks, shape).Length, shape.Dated ? "facts.happened" : null, shape.Delayed ? "facts.known" : null, Facts.LeakOf(shape)));
        Assert.Equal(expected.Names, joined.Columns.Select(column => column.Name));
        for (var row = 0; row < asks.Length; row++)
            foreach (var column in joined.Columns)
                AssertSame(Number(expected[column.Name], row), Number(column, row), column.Name);
    }

    private static ViewRows Join(Fact[] facts, Ask[] asks, Shape shape, FeatureView view) =>
        ViewJoin.Run(Facts.Source(facts, shape, view), Keys(asks, shape), At(asks).Memory, null, view.Ttl, Facts.LeakOf(shape), threads: 2);

    private static Column[] Keys(Ask[] asks, Shape shape) => Facts.Keys([.. asks.Select(ask => ask.Key)], shape);

    private static Column<long> At(Ask[] asks) => Facts.Times("at", [.. asks.Select(ask => (long?)ask.At * Facts.Second)]);

    private static double? Number(Column column, int row) => column.GetValue(row) switch
    {
        null => null,
        double value when double.IsNaN(value) => null,
        double value => value,
        var value => Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture),
    };

    private static void AssertSame(double? expected, double? actual, string column)
    {
        var same = expected is { } a && actual is { } b ? a.Equals(b) || Math.Abs(a - b) <= 1e-9 * Math.Max(1, Math.Abs(a)) : expected is null == actual is null;
        Assert.True(same, $"{column}: {actual} instead of {expected}");
    }
}
