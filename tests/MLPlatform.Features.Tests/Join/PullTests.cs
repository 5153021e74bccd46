using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Contracts.Time;
using MLPlatform.Features.Definitions;
using MLPlatform.Features.Join;
using MLPlatform.Features.Materialize;
using MLPlatform.Frames;

namespace MLPlatform.Features.Tests.Join;

public sealed class PullTests : IDisposable
{
    private const string Definitions = """
        entity: port
        ---
        source: calls
        files: calls.csv
        sql: SELECT *, seen + INTERVAL 1 HOUR AS told FROM calls
        ---
        view: load
        entity: port
        from: calls
        event-time: seen
        known-at: told
        window: [2h, 1d]
        ttl: 1d
        features: {calls: count(), mean: avg(delay), late: avg(delay > 15)}
        ---
        source: ports
        files: ports.csv
        ---
        view: ports
        entity: port
        from: ports
        features: {city: city, north: latitude > 45}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("mlp").FullName;
    private readonly FeatureDefinitions _definitions;

    public PullTests()
    {
        File.WriteAllText(Path.Combine(_folder, "calls.csv"), "port,seen,delay\nA,2001-01-01 00:00:00,10\nA,2001-01-01 01:00:00,20\nB,2001-01-01 01:30:00,\nA,2001-01-01 05:00:00,40\n");
        File.WriteAllText(Path.Combine(_folder, "ports.csv"), "port,city,latitude\nA,Zürich,47.4\nB,Rome,41.9\n");
        _definitions = DefinitionChanges.Plan(new FeatureDefinitions([], [], []), FeatureYaml.Parse(Definitions, _folder)).Result;
    }

    [Fact]
    public async Task PullAsync_uses_only_what_was_known()
    {
        var pulled = await PullAsync(Rows(("A", "02:00"), ("B", "02:29"), ("A", "05:30"), ("C", "05:30"), ("A", "00:30")));

        Assert.Equal([2L, null, 0L, null, null], Values(pulled, "load__calls_2h"));
        Assert.Equal([15.0, null, null, null, null], Values(pulled, "load__mean_2h"));
        Assert.Equal([0.5, null, 0.5, null, null], Values(pulled, "load__late_1d"));
        Assert.Equal(["Zürich", "Rome", "Zürich", null, "Zürich"], Values(pulled, "ports__city"));
        Assert.Equal([true, false, true, null, true], Values(pulled, "ports__north"));
        Assert.Equal((3L, 0L), (pulled.RowsWithoutHistory, pulled.LeakyRows));
        Assert.Equal(8, pulled.Columns.Count);
        Assert.Equal(["port", "at", "load__calls_2h"], pulled.Frame.Names.Take(3));
    }

    [Fact]
    public async Task PullAsync_asked_to_leak_counts_the_rows_it_hurts()
    {
        var pulled = await PullAsync(Rows(("A", "05:00"), ("A", "06:30"), ("B", "02:00"), ("C", "05:00")), new PullOptions(Leak.LatestValue));

        Assert.Equal([1L, 1L, 1L, null], Values(pulled, "load__calls_2h"));
        Assert.Equal([40.0, 40.0, null, null], Values(pulled, "load__mean_2h"));
        Assert.Equal(2, pulled.LeakyRows);
    }

    [Fact]
    public async Task RowsAsync_equals_a_pull_at_the_same_time()
    {
        var asOf = At("02:20");
        var view = _definitions.Views.Single(view => view.Name == "load");

        var online = await Materialization.RowsAsync(view, _definitions.Sources[0], _definitions.Entities[0], asOf);
        var pulled = await PullAsync(Rows(("A", "02:20")), view: "load");

        Assert.Equal(["A"], Values(online.Rows, "port"));
        foreach (var column in online.View.Columns)
            Assert.Equal(pulled.Frame[column.Column].GetValue(0), online.Rows[column.Column].GetValue(0));
        Assert.Equal(At("02:00"), online.Rows.Numbers<long>(Materialization.EventTime).Values[0]);
        Assert.Equal(TimeSpan.FromDays(1), online.View.Ttl);
    }

    [Fact]
    public async Task PullAsync_bad_rows_are_refused_before_reading()
    {
        var rows = Rows(("A", "02:00"));

        var time = await Assert.ThrowsAsync<PlatformException>(() => PullAsync(rows.Without("at")));
        var type = await Assert.ThrowsAsync<PlatformException>(() => PullAsync(rows.With(new Column<long>("at", new long[1]))));
        var key = await Assert.ThrowsAsync<PlatformException>(() => PullAsync(new Frame(rows["port"].Rename("prot"), rows["at"])));
        var keyType = await Assert.ThrowsAsync<PlatformException>(() => PullAsync(rows.With(new Column<long>("port", new long[1]))));

        Assert.Equal(FeatureErrors.TimeMissing, time.Code);
        Assert.Equal(DataErrors.WrongType, type.Code);
        Assert.Equal((FeatureErrors.KeyMissing, "Did you mean `prot`?"), (key.Code, key.Fix));
        Assert.Contains("CAST(port AS VARCHAR)", keyType.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PullAsync_a_view_with_sql_of_its_own_reads_what_it_makes()
    {
        var view = _definitions.Views.Single(view => view.Name == "load") with
        {
            Name = "hourly",
            Sql = "SELECT port, date_trunc('hour', seen) AS hour, max(told) AS told, sum(delay) AS delay FROM calls GROUP BY ALL",
            EventTime = "hour",
            Windows = [],
            Features = [new("total", "delay"), new("known", "told")],
        };

        var pulled = await PointInTimeJoin.PullAsync([view], _definitions.Sources, _definitions.Entities, Rows(("A", "02:00"), ("A", "01:59")), "at");

        Assert.Equal([20L, 10L], Values(pulled, "hourly__total").Select(value => Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(ColumnType.Timestamp, pulled.Frame["hourly__known"].Type);
    }

    [Fact]
    public async Task PullAsync_reads_globs_and_compressed_files()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "days"));
        File.WriteAllText(Path.Combine(_folder, "days/1.csv"), "port,seen,delay\nA,2001-01-01 00:00:00,10\n");
        File.WriteAllText(Path.Combine(_folder, "days/2.csv"), "port,seen,delay\nA,2001-01-01 00:30:00,20\n");
        await using (var gzip = new System.IO.Compression.GZipStream(File.Create(Path.Combine(_folder, "calls.csv.gz")), System.IO.Compression.CompressionLevel.Fastest))
            await gzip.WriteAsync("port,seen,delay\nA,2001-01-01 00:00:00,70\n"u8.ToArray());

        async Task<object?[]> DelayOf(string file)
        {
            var source = _definitions.Sources[0] with { Files = new Dictionary<string, string> { ["calls"] = Path.Combine(_folder, file) } };
            var pulled = await PointInTimeJoin.PullAsync([.. _definitions.Views.Where(view => view.Name == "load")], [source], _definitions.Entities, Rows(("A", "02:00")), "at");
            return Values(pulled, "load__mean_2h");
        }

        Assert.Equal([15.0], await DelayOf("days/*.csv"));
        Assert.Equal([70.0], await DelayOf("calls.csv.gz"));
        var refusal = await Assert.ThrowsAsync<PlatformException>(() => DelayOf("days/*.parquet"));
        Assert.Equal(DataErrors.FileUnreadable, refusal.Code);
    }

    [Fact]
    public async Task OfAsync_explains_without_pulling()
    {
        var plan = _definitions.Views.Select(view => new BoundView(view, _definitions.Sources.Single(source => source.Name == view.Source), _definitions.Entities[0])).ToArray();

        var explained = await PullExplanation.OfAsync(plan, Rows(("A", "02:00"), ("B", "02:29")), "at");

        Assert.Equal(2, explained.Rows);
        Assert.Equal(["calls@1", "ports@1"], explained.Views.Select(view => view.Source).Order());
        Assert.Contains("windows", explained.Views.Single(view => view.View == "load").Way, StringComparison.Ordinal);
        Assert.All(explained.Views, view => Assert.True(view.EstimatedRows > 0 && view.Memory > 0));
        Assert.Equal((6, 2), (explained.Views.Single(view => view.View == "load").Columns, explained.Views.Single(view => view.View == "ports").Columns));
    }

    [Fact]
    public void Run_a_corrupt_source_no_view_reads_is_refused()
    {
        File.WriteAllText(Path.Combine(_folder, "torn.parquet"), "PAR1 and then the disk was full");

        var refusal = Assert.Throws<PlatformException>(() => DefinitionCheck.Run(FeatureYaml.Parse("source: torn\nfiles: torn.parquet", _folder), [], [], CancellationToken.None));

        Assert.Equal(DataErrors.FileUnreadable, refusal.Code);
        Assert.Contains("`torn`", refusal.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("calls.csv", "MLP-DATA-0001")]
    [InlineData("ports.csv", "MLP-DATA-0001")]
    public async Task PullAsync_missing_file_is_named(string file, string code)
    {
        File.Delete(Path.Combine(_folder, file));

        var refusal = await Assert.ThrowsAsync<PlatformException>(() => PullAsync(Rows(("A", "02:00"))));

        Assert.Equal(code, refusal.Code.Id);
        Assert.Contains(file, refusal.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PullAsync_sql_that_fails_names_the_view_and_source()
    {
        var source = _definitions.Sources[0] with { Sql = "SELECT nothing FROM calls" };
        var definitions = _definitions with { Sources = [source, _definitions.Sources[1]] };

        var refusal = await Assert.ThrowsAsync<PlatformException>(() => PointInTimeJoin.PullAsync(definitions.Views, definitions.Sources, definitions.Entities, Rows(("A", "02:00")), "at"));

        Assert.Contains("`load`", refusal.Problem, StringComparison.Ordinal);
        Assert.Contains("`calls`", refusal.Problem, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static long At(string clock) => UnixMicros.From(DateTimeOffset.Parse($"2001-01-01T{clock}:00Z", System.Globalization.CultureInfo.InvariantCulture));

    private static Frame Rows(params (string Port, string Clock)[] rows) =>
        new(TextColumn.Of("port", [.. rows.Select(row => row.Port)]), new Column<long>("at", rows.Select(row => At(row.Clock)).ToArray(), timestamp: true));

    private static object?[] Values(Frame frame, string column) => [.. Enumerable.Range(0, frame.RowCount).Select(frame[column].GetValue)];

    private static object?[] Values(PullResult pulled, string column) => Values(pulled.Frame, column);

    private Task<PullResult> PullAsync(Frame rows, PullOptions? options = null, string? view = null) =>
        PointInTimeJoin.PullAsync([.. _definitions.Views.Where(known => view is null || known.Name == view)], _definitions.Sources, _definitions.Entities, rows, "at", options);
}
