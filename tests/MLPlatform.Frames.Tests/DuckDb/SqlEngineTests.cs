using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Frames.DuckDb;

namespace MLPlatform.Frames.Tests.DuckDb;

public sealed class SqlEngineTests : IDisposable
{
    private readonly SqlEngine _engine = new(threads: 2);

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void Query_maps_each_type_to_its_column()
    {
        var frame = _engine.Query("""
            SELECT 1::TINYINT AS a, 2::SMALLINT AS b, 3::INTEGER AS c, 4::BIGINT AS d, 5::UTINYINT AS e, 6::USMALLINT AS f, 7::UINTEGER AS g, 8::UBIGINT AS h,
                   9::HUGEINT AS i, 1.5::FLOAT AS j, 2.5::DOUBLE AS k, 12.34::DECIMAL(10,2) AS l, 'text' AS m, true AS n,
                   TIMESTAMP '2001-01-02 03:04:05.000006' AS o, DATE '1969-12-31' AS p, TIMESTAMP_S '2001-01-01 00:00:01' AS q, 'x'::ENUM('y', 'x') AS r
            """);
        Assert.Equal(
            [ColumnType.Int32, ColumnType.Int32, ColumnType.Int32, ColumnType.Int64, ColumnType.Int32, ColumnType.Int32, ColumnType.Int64, ColumnType.Int64, ColumnType.Int64, ColumnType.Float32, ColumnType.Float64, ColumnType.Float64, ColumnType.Text, ColumnType.Bool, ColumnType.Timestamp, ColumnType.Timestamp, ColumnType.Timestamp, ColumnType.Text],
            frame.Columns.Select(column => column.Type));
        Assert.Equal(
            [1, 2, 3, 4L, 5, 6, 7L, 8L, 9L, 1.5f, 2.5, 12.34, "text", true, new DateTimeOffset(2001, 1, 2, 3, 4, 5, TimeSpan.Zero).AddMicroseconds(6), new DateTimeOffset(1969, 12, 31, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2001, 1, 1, 0, 0, 1, TimeSpan.Zero), "x"],
            frame.Columns.Select(column => column.GetValue(0)!));
    }

    [Theory]
    [InlineData("0.07::DECIMAL(4,2)", 0.07)]
    [InlineData("-123456.789::DECIMAL(9,3)", -123456.789)]
    [InlineData("1234567890123.45::DECIMAL(18,2)", 1234567890123.45)]
    [InlineData("-123456789012345.5::DECIMAL(38,1)", -123456789012345.5)]
    public void Query_decimal_gives_the_nearest_double(string sql, double expected) =>
        Assert.Equal(expected, _engine.Query($"SELECT {sql} AS x")["x"].GetValue(0));

    [Fact]
    public void Query_integer_too_wide_for_a_long_widens_the_column()
    {
        var frame = _engine.Query("SELECT * FROM (VALUES (1::HUGEINT), (NULL), (170141183460469231731687303715884105727::HUGEINT)) AS t(x)");
        Assert.Equal([1.0, double.NaN, Math.Pow(2, 127)], frame["x"].ToDoubles());
        Assert.Equal(ColumnType.Float64, frame["x"].Type);
        Assert.Equal(-5L, _engine.Query("SELECT sum(x) AS x FROM (VALUES (-2), (-3)) AS t(x)")["x"].GetValue(0));
    }

    [Fact]
    public void Query_other_types_come_as_text()
    {
        var frame = _engine.Query("SELECT [1, 2] AS list, {'a': 1} AS struct, 7 AS n, uuid() AS id, TIME '01:02:03' AS t;");
        Assert.Equal("[1, 2]", frame["list"].GetValue(0));
        Assert.Equal("{'a': 1}", frame["struct"].GetValue(0));
        Assert.Equal(7, frame["n"].GetValue(0));
        Assert.Equal("01:02:03", frame["t"].GetValue(0));
        Assert.Equal(["list", "struct", "n", "id", "t"], frame.Names);
    }

    [Fact]
    public void Query_two_columns_of_one_name_get_suffixes() =>
        Assert.Equal(["x", "x_1", "x_2"], _engine.Query("SELECT 1 AS x, 2 AS x, 3 AS x").Names);

    [Fact]
    public void Query_several_statements_returns_the_last() =>
        Assert.Equal(3, _engine.Query("CREATE TABLE t AS SELECT 1 AS a; INSERT INTO t VALUES (2); SELECT sum(a)::INTEGER AS a FROM t;")["a"].GetValue(0));

    [Theory]
    [InlineData("SELECT nope FROM range(3)")]
    [InlineData("SELEC 1")]
    [InlineData("")]
    [InlineData("SELECT 1/0 FROM no_such_table")]
    [InlineData("SELECT 'x'::INTEGER")]
    public void Query_refused_says_what_DuckDB_says(string sql)
    {
        var refusal = Assert.Throws<PlatformException>(() => _engine.Query(sql));
        Assert.Equal(DataErrors.QueryFailed, refusal.Code);
        Assert.NotEqual("The query failed.", refusal.Problem);
        Assert.Equal(1, _engine.Query("SELECT 1 AS x")["x"].GetValue(0));
    }

    [Fact]
    public void Query_cancelled_stops_and_the_engine_goes_on()
    {
        using var source = new CancellationTokenSource();
        source.CancelAfter(TimeSpan.FromMilliseconds(100));
        Assert.ThrowsAny<OperationCanceledException>(() => _engine.Query("SELECT count(*) FROM range(10000000000) AS a(i) WHERE hash(i) = 7", source.Token));
        Assert.ThrowsAny<OperationCanceledException>(() => _engine.Query("SELECT count(*) FROM range(10000000000) AS a(i) WHERE hash(i) = 7", source.Token));
        Assert.Equal(1, _engine.Query("SELECT 1 AS x")["x"].GetValue(0));
    }

    [Fact]
    public void Register_reads_all_rows_in_order_with_two_threads()
    {
        const int rows = 1_000_003;
        _engine.Register("numbers", new Frame(new Column<int>("n", Enumerable.Range(0, rows).ToArray()), TextColumn.Of("t", [.. Enumerable.Range(0, rows).Select(i => i % 3 == 0 ? null : $"the text of row {i}")])));
        var frame = _engine.Query("SELECT * FROM numbers");
        Assert.True(frame.Numbers<int>("n").Values.SequenceEqual(Enumerable.Range(0, rows).ToArray()));
        Assert.Null(frame["t"].GetValue(rows - 1 - ((rows - 1) % 3)));
        Assert.Equal("the text of row 1000001", frame["t"].GetValue(1_000_001));
        Assert.Equal((long)rows, _engine.Query("SELECT count(*) AS n FROM numbers")["n"].GetValue(0));
        Assert.Equal((long)rows * (rows - 1) / 2, _engine.Query("SELECT sum(n) AS n FROM numbers")["n"].GetValue(0));
    }

    [Fact]
    public void Register_again_replaces_and_unregister_forgets()
    {
        _engine.Register("my \"t\"", new Frame(new Column<int>("x", new[] { 1 })));
        _engine.Register("my \"t\"", new Frame(TextColumn.Of("y", ["new"])));
        Assert.Equal("new", _engine.Query("SELECT * FROM \"my \"\"t\"\"\"")["y"].GetValue(0));
        Assert.True(_engine.Unregister("my \"t\""));
        Assert.False(_engine.Unregister("my \"t\""));
        Assert.Throws<PlatformException>(() => _engine.Query("SELECT * FROM \"my \"\"t\"\"\""));
    }

    [Fact]
    public void Stream_hands_out_bounded_batches_in_order()
    {
        var next = 0L;
        var sizes = new List<int>();
        _engine.Stream("SELECT i FROM range(500000) AS r(i)", frame =>
        {
            sizes.Add(frame.RowCount);
            foreach (var value in frame.Numbers<long>("i").Values)
                Assert.Equal(next++, value);
        }, batchRows: 100_000);
        Assert.Equal(500_000, next);
        Assert.All(sizes, size => Assert.InRange(size, 1, 102_048));
        Assert.Equal(5, sizes.Count);
    }

    [Fact]
    public void Stream_of_no_rows_still_tells_the_columns()
    {
        var names = new List<string>();
        _engine.Stream("SELECT 1 AS a, 'x' AS b WHERE false", frame => names.AddRange(frame.Names));
        Assert.Equal(["a", "b"], names);
    }

    [Fact]
    public void Stream_cancelled_between_batches_stops()
    {
        using var source = new CancellationTokenSource();
        var batches = 0;
        Assert.ThrowsAny<OperationCanceledException>(() => _engine.Stream("SELECT i FROM range(10000000000) AS r(i)", _ =>
        {
            batches++;
            source.Cancel();
        }, cancellation: source.Token));
        Assert.Equal(1, batches);
        Assert.Equal(1, _engine.Query("SELECT 1 AS x")["x"].GetValue(0));
    }

    [Fact]
    public void Query_beyond_the_memory_limit_spills()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            using var small = new SqlEngine(threads: 1, memoryLimit: 60L << 20, spillFolder: Path.Combine(folder.FullName, "spill"));
            var frame = small.Query("SELECT count(*) AS n FROM (SELECT i FROM range(6000000) AS r(i) ORDER BY hash(i))");
            Assert.Equal(6_000_000L, frame["n"].GetValue(0));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Query_timestamps_with_zone_are_UTC() =>
        Assert.Equal(new DateTimeOffset(2001, 6, 1, 10, 0, 0, TimeSpan.Zero), _engine.Query("SELECT TIMESTAMPTZ '2001-06-01 12:00:00+02' AS t")["t"].GetValue(0));
}
