using MLPlatform.Contracts.Errors;
using MLPlatform.Frames;
using MLPlatform.Kernel.Session;
using MLPlatform.Plots.Output;

namespace MLPlatform.Kernel.Tests.Session;

public sealed class SqlCellTests : SessionTest
{
    private const string Flights = "using MLPlatform.Frames; var flights = new Frame(new Column<int>(\"delay\", new[] { 5, 20, 35 }), TextColumn.Of(\"origin\", [\"JFK\", \"SFO\", null]));";

    [Fact]
    public async Task RunAsync_sql_sees_frames_by_name()
    {
        await EvaluateAsync(Flights);
        Assert.Contains("55", await EvaluateAsync("#!sql\nselect sum(delay) as total from flights where delay > 5"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_sql_result_becomes_a_frame_variable()
    {
        await EvaluateAsync(Flights);
        await EvaluateAsync("#!sql -o late\nselect * from flights where delay > 15\n#!csharp\nvar rows = late.RowCount;");
        Assert.Equal("2", await EvaluateAsync("rows"));
        Assert.True(Session.Values.TryGet("late", out var late));
        Assert.IsType<Frame>(late);
    }

    [Fact]
    public async Task RunAsync_sql_cell_by_metadata_runs_as_sql()
    {
        var result = await RunAsync("select 41 + 1 as answer", kernel: "sql");
        Assert.Equal(CellStatus.Ok, result.Status);
        Assert.Contains("42", Output.Plain, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_sql_mistake_is_a_refusal()
    {
        var result = await RunAsync("#!sql\nselect nosuch from nowhere");
        Assert.Equal(DataErrors.QueryFailed.Id, result.Error!.Name);
    }

    [Fact]
    public async Task RunAsync_frame_is_shown_with_types_and_null_shares()
    {
        var plain = await EvaluateAsync(Flights + "\nflights");
        Assert.Contains("Int32", plain, StringComparison.Ordinal);
        Assert.Contains("33", plain, StringComparison.Ordinal);
        Assert.Contains("mlp-table", Output.Results.Last().Data[MimeBundle.Html], StringComparison.Ordinal);
    }
}
