using MLPlatform.Kernel.Session;
using MLPlatform.Plots.Output;

namespace MLPlatform.Kernel.Tests.Session;

public sealed class HelpTests : SessionTest
{
    [Theory]
    [InlineData("var s = \"a\"; s.Sub|", "Substring")]
    [InlineData("Conso|", "Console")]
    [InlineData("Console.WriteL|", "WriteLine")]
    [InlineData("System.Text.Json.JsonSer|", "JsonSerializer")]
    [InlineData("new[] { 1 }.Whe|", "Where")]
    [InlineData("new[] { \"a\" }.Select(x => x.Len|)", "Length")]
    [InlineData("fli|", "flights")]
    [InlineData("flights.Cou|\nvar y = 2;", "Count")]
    [InlineData("var z = 1;\nflights.|\nvar y = 2;", "Add")]
    [InlineData("Greet|", "Greeting")]
    [InlineData("#!markdown\n# a\n#!csharp\nflights.Ad|", "Add")]
    [InlineData("#!mark|", "markdown")]
    [InlineData("#!set --name a --value @fl|", "flights")]
    public async Task CompleteAsync_offers(string marked, string expected)
    {
        await EvaluateAsync("var flights = new List<int>();");
        var position = marked.IndexOf('|', StringComparison.Ordinal);
        var code = marked.Remove(position, 1);
        var found = await Session.CompleteAsync(code, position, default);
        Assert.Contains(expected, found.Items.Select(item => item.Text));
        var typed = code[found.Start..position];
        Assert.StartsWith(typed, expected, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task CompleteAsync_offers_nothing_inside_text() => Assert.Empty((await Session.CompleteAsync("var s = \"Cons", 12, default)).Items);

    [Fact]
    public async Task CompleteAsync_answers_while_a_cell_runs()
    {
        await Session.WarmUpAsync();
        using var interrupt = new CancellationTokenSource();
        var running = Session.RunAsync(new CellRequest("var x = 1; while (true) x++;"), new RecordedOutput(), interrupt.Token);
        Assert.NotEmpty((await Session.CompleteAsync("Conso", 5, default).WaitAsync(TimeSpan.FromSeconds(30))).Items);
        await interrupt.CancelAsync();
        Assert.Equal(CellStatus.Interrupted, (await running.WaitAsync(TimeSpan.FromSeconds(30))).Status);
    }

    [Theory]
    [InlineData("Console.Write|Line(1);", "Console.WriteLine(")]
    [InlineData("Math.Max(1|", "Math.Max(")]
    [InlineData("fli|ghts", "List<int> flights")]
    [InlineData("Twi|ce(2)", "Doubles a number.")]
    [InlineData("#!wh|os", "types and values")]
    public async Task InspectAsync_shows(string marked, string expected)
    {
        await EvaluateAsync("var flights = new List<int>();\n/// <summary>Doubles a number.</summary>\nint Twice(int n) => n * 2;");
        var position = marked.IndexOf('|', StringComparison.Ordinal);
        var help = await Session.InspectAsync(marked.Remove(position, 1), position, default);
        Assert.Contains(expected, help?.Data[MimeBundle.Plain] ?? "nothing", StringComparison.Ordinal);
    }

    [Fact]
    public async Task InspectAsync_reads_the_frameworks_documentation()
    {
        var help = await Session.InspectAsync("string.Concat(\"a\")", 9, default);
        Assert.Contains("oncatenates", help!.Data[MimeBundle.Plain], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1+1", Completeness.Complete)]
    [InlineData("for (;;) {", Completeness.Incomplete)]
    [InlineData("var x = ;", Completeness.Invalid)]
    [InlineData("#!sql\nselect", Completeness.Complete)]
    public void IsComplete_tells(string code, Completeness expected) => Assert.Equal(expected, Session.IsComplete(code));
}
