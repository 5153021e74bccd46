using MLPlatform.Cli.Tests.Notebooks;
using MLPlatform.Cli.Tests.Running;

namespace MLPlatform.Cli.Tests.Quickstart;

public sealed class QuickstartTests(TestHome home) : IClassFixture<TestHome>
{
    [Fact]
    public async Task Quickstart_while_one_runs_is_refused()
    {
        var notebook = NotebookText.Write(home, "waits.ipynb", "Console.WriteLine(\"first is here\");\nwhile (!System.IO.File.Exists(\"go\")) await Task.Delay(20);");
        await using var first = home.Start("quickstart", "--notebook", notebook);
        await first.SaysAsync("first is here");

        await home.RefusedAsync("MLP-COMMAND-0005", "quickstart", "--notebook", notebook);

        home.Write("go", "");
        await first.SaysAsync("1 of 1 cell ran");
    }

    [Fact]
    public async Task Quickstart_without_its_notebook_is_refused() => await home.RefusedAsync("MLP-CELL-0007", "quickstart");
}
