using MLPlatform.Contracts.Errors;
using MLPlatform.Frames;
using MLPlatform.Kernel.Session;
using MLPlatform.Kernel.Tests.Session;

namespace MLPlatform.Kernel.Tests.Connections;

public sealed class DatabaseTests : SessionTest
{
    private readonly string _folder = Directory.CreateTempSubdirectory("databases-").FullName;

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Sqlite_is_connected_queried_and_its_result_is_a_frame()
    {
        await EvaluateAsync($"#!connect sqlite --kernel-name shop \"Data Source={_folder}/shop.db\"");
        Assert.Contains("#!sql-shop", Output.Shown.Single().Bundle.Data["text/plain"], StringComparison.Ordinal);
        await EvaluateAsync("#!sql-shop\ncreate table sales(id integer, amount real, note text); insert into sales values (1, 2.5, 'a'), (2, null, 'b'), (3, 4, null)");
        await EvaluateAsync("var least = 2;");
        await EvaluateAsync("#!sql-shop --name sold\nselect id, amount, note, '@least' as quoted from sales where id >= @least order by id");
        Assert.True(Session.Values.TryGet("sold", out var value));
        var sold = Assert.IsType<Frame>(value);
        Assert.Equal(["id", "amount", "note", "quoted"], sold.Names);
        Assert.Equal([2L, null, "b", "@least", 3L, 4.0, null, "@least"], Enumerable.Range(0, 2).SelectMany(row => sold.Select(column => column.GetValue(row))));
        // The name without its prefix selects it too, and #!share reads what was kept.
        await EvaluateAsync("#!shop\nselect 1 as one, 2 as one\n#!csharp\n#!share sold --from sql-shop --as again");
        Assert.Equal("2", await EvaluateAsync("again.RowCount"));
    }

    [Fact]
    public async Task Sqlite_statement_is_interrupted_and_the_connection_lives()
    {
        await EvaluateAsync("#!connect sqlite --kernel-name mem \":memory:\"");
        using var interrupt = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        var result = await RunAsync("#!mem\nwith recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n", interrupt: interrupt.Token);
        Assert.Equal(CellStatus.Interrupted, result.Status);
        Assert.Contains("42", await EvaluateAsync("#!mem\nselect 42 as n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Database_mistakes_are_refusals()
    {
        await EvaluateAsync("#!connect sqlite --kernel-name mem \":memory:\"");
        Assert.Equal(LanguageErrors.DatabaseRefused.Id, (await RunAsync("#!mem\nselect nosuch from nowhere")).Error!.Name);
        Assert.Equal(LanguageErrors.DatabaseRefused.Id, (await RunAsync("#!connect postgres --kernel-name pg \"Host=127.0.0.1;Port=9;Username=x;Timeout=2\"")).Error!.Name);
        Assert.Equal(CommandErrors.BadValue.Id, (await RunAsync("#!connect postgres --kernel-name pg \"nosuch keyword=1\"")).Error!.Name);
    }

    [Theory]
    [InlineData("#!connect sqlit --kernel-name a \":memory:\"", "`sqlite`")]
    [InlineData("#!connect sqlite \":memory:\"", "--kernel-name")]
    [InlineData("#!connect sqlite --kernel-name csharp \":memory:\"", "taken")]
    [InlineData("#!connect sqlite --kernel-name \"a b\" \":memory:\"", "letters")]
    [InlineData("#!connect jupyter --kernel-name p --kernel-spec pythn3", "python3")]
    public async Task Connect_mistakes_say_what_to_write(string cell, string expected) =>
        Assert.Contains(expected, (await RunAsync(cell)).Error!.Message, StringComparison.Ordinal);

    [Fact]
    public async Task DuckDb_file_keeps_tables_and_takes_frames()
    {
        var path = Path.Combine(_folder, "d.duckdb");
        await EvaluateAsync($"#!connect duckdb --kernel-name store \"Data Source={path}\"\n#!store\ncreate table t as select 7 as n");
        await EvaluateAsync("using MLPlatform.Frames; var f = new Frame(new Column<int>(\"a\", new[] { 1, 2 }));");
        await EvaluateAsync("#!store\n#!share f --from csharp\nselect sum(a) + max(n) as s from f, t");
        Assert.Contains("10", Output.Plain, StringComparison.Ordinal);
        await EvaluateAsync($"#!connect duckdb --kernel-name store \"{path}\"");
        Assert.Contains("10", await EvaluateAsync("#!store -o kept\nselect sum(a) + max(n) as s from f, t"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sql_reads_files_of_the_folder_by_name_and_suggests_frames()
    {
        await using var session = new NotebookSession(new SessionOptions(new TestGlobals(), [typeof(TestGlobals).Assembly], [], [], TimeProvider.System) { WorkingFolder = _folder });
        await File.WriteAllTextAsync(Path.Combine(_folder, "prices.csv"), "item,price\na,1.5\nb,2.5\n");
        var output = new RecordedOutput();
        foreach (var source in new[] { "prices", "'prices.csv'", "prices" })
        {
            Assert.Equal(CellStatus.Ok, (await session.RunAsync(new CellRequest($"#!sql\nselect sum(price) * 100 as s from {source}"), output, default)).Status);
            Assert.Contains("400", output.Plain, StringComparison.Ordinal);
        }

        await session.RunAsync(new CellRequest("using MLPlatform.Frames; var flights = new Frame(new Column<int>(\"a\", new[] { 1, 2 }));"), output, default);
        Assert.Contains("`flights`", (await session.RunAsync(new CellRequest("#!sql\nselect * from fligths"), output, default)).Error!.Message, StringComparison.Ordinal);
    }
}
