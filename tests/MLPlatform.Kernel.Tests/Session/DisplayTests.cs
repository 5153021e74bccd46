using MLPlatform.Kernel.Session;
using MLPlatform.Plots.Output;

namespace MLPlatform.Kernel.Tests.Session;

public sealed class DisplayTests : SessionTest
{
    [Fact]
    public async Task Display_update_keeps_the_display_id_also_from_a_later_cell()
    {
        await EvaluateAsync("var shown = \"one\".Display();");
        var (id, bundle) = Assert.Single(Output.Shown);
        Assert.Equal("one", bundle.Data[MimeBundle.Plain]);
        var first = Output;
        await EvaluateAsync("shown.Update(\"two\");");
        Assert.Empty(first.Updates);
        var update = Assert.Single(Output.Updates);
        Assert.Equal((id, "two"), (update.Id, update.Bundle.Data[MimeBundle.Plain]));
    }

    [Theory]
    [InlineData("1.5", "1.5")]
    [InlineData("1.5m", "1.5")]
    [InlineData("true", "True")]
    [InlineData("\"text\"", "text")]
    [InlineData("typeof(Dictionary<string, int[]>)", "Dictionary<string, int[]>")]
    [InlineData("DayOfWeek.Friday", "Friday")]
    [InlineData("new DateTimeOffset(2001, 6, 1, 2, 3, 4, TimeSpan.Zero)", "2001-06-01 02:03:04Z")]
    [InlineData("new[] { 1, 2, 3 }", "[ 1, 2, 3 ]")]
    [InlineData("Enumerable.Range(0, 1_000_000)", "[ 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, … (more) ]")]
    [InlineData("new int[0]", "[ ]")]
    public async Task Result_scalars_and_short_lists_are_one_line(string code, string expected) => Assert.Equal(expected, await EvaluateAsync(code));

    [Fact]
    public async Task Result_records_become_a_table()
    {
        var plain = await EvaluateAsync("record Row(string Name, double Score);\nEnumerable.Range(0, 30).Select(i => new Row(\"r\" + i, i / 2.0)).ToList()");
        var html = Output.Results.Last().Data[MimeBundle.Html];
        Assert.Contains("Score", plain, StringComparison.Ordinal);
        Assert.Contains("r19", html, StringComparison.Ordinal);
        Assert.DoesNotContain("r20", html, StringComparison.Ordinal);
        Assert.Contains("of 30 rows", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Result_dictionary_becomes_keys_and_values()
    {
        var plain = await EvaluateAsync("new Dictionary<string, int> { [\"jfk\"] = 3 }");
        Assert.Contains("jfk", plain, StringComparison.Ordinal);
        Assert.Contains("key", plain, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Result_object_shows_its_members_and_what_throws()
    {
        var plain = await EvaluateAsync("class Node { public string Name => \"a<b\"; public int Bad => throw new Exception(\"broken\"); public Node Next; }\nnew Node { Next = new Node() }");
        Assert.Contains("Name: a<b", plain, StringComparison.Ordinal);
        Assert.Contains("broken", plain, StringComparison.Ordinal);
        Assert.Contains("a&lt;b", Output.Results.Last().Data[MimeBundle.Html], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Result_object_that_contains_itself_ends() =>
        Assert.NotNull(await EvaluateAsync("class Loop { public Loop Self => this; }\nnew Loop()"));

    [Fact]
    public async Task DisplayAs_and_markup_languages_show_the_text_as_it_is()
    {
        await EvaluateAsync("\"**b**\".DisplayAs(\"text/markdown\"); HTML(\"<b>x</b>\").Display();");
        Assert.Equal("**b**", Output.Shown.First().Bundle.Data[MimeBundle.Markdown]);
        Assert.Equal("<b>x</b>", Output.Shown.Last().Bundle.Data[MimeBundle.Html]);
        await EvaluateAsync("#!html\n<i>y</i>");
        Assert.Contains("<i>y</i>", Output.Shown.Last().Bundle.Data[MimeBundle.Html], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Time_shows_the_wall_time()
    {
        await EvaluateAsync("#!time\n1");
        Assert.StartsWith("Wall time: ", Output.Shown.Last().Bundle.Data[MimeBundle.Plain], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Built_in_magics_answer()
    {
        await EvaluateAsync("var flights = 3;");
        await EvaluateAsync("#!whos");
        Assert.Contains("flights", Output.Shown.Last().Bundle.Data[MimeBundle.Plain], StringComparison.Ordinal);
        await EvaluateAsync("#!lsmagic");
        Assert.Contains("#!sql", Output.Shown.Last().Bundle.Data[MimeBundle.Plain], StringComparison.Ordinal);
        await EvaluateAsync("#!set --name copy --value @csharp:flights\n#!set --name words --value \"two words\"\n#!value --name text\nline 1\n#!csharp\nvar all = copy + words + text;");
        Assert.Equal("3two wordsline 1\n", await EvaluateAsync("all"));
        Assert.Equal(CellStatus.Error, (await RunAsync("#!set --name a --value @nosuch")).Status);
    }

    [Fact]
    public async Task Reference_to_a_missing_file_is_refused() => Assert.Equal("MLP-CELL-0010", (await RunAsync("#r \"nosuch.dll\"\n1")).Error!.Name);
}
