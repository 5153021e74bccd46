using System.Xml.Linq;
using MLPlatform.Cli.Tests.Running;

namespace MLPlatform.Cli.Tests.Notebooks;

/// <summary><c>mlplatform notebook</c> from the shell, on cells that need no platform.</summary>
public sealed class NotebookCommandTests(TestHome home) : IClassFixture<TestHome>
{
    private const string Dib = "#!csharp\n\nvar rounds = 1;\n\n#!csharp\n\nrounds * 2\n\n#!csharp\n\nif (rounds > 5) throw new Exception(\"too many\");\n\n#!sql\n\nselect 1 as n\n";

    [Fact]
    public async Task Dib_is_converted_run_with_parameters_and_reported()
    {
        home.Write("a.dib", Dib);
        Assert.Contains("4 cells", await home.SaysAsync("notebook", "convert", "a.dib"), StringComparison.Ordinal);
        var text = await File.ReadAllTextAsync(Path.Combine(home.Work, "a.ipynb"));
        await File.WriteAllTextAsync(Path.Combine(home.Work, "a.ipynb"), text.Replace("\"metadata\": {\n    \"dotnet_interactive\"", "\"metadata\": {\n    \"tags\": [\"parameters\"],\n    \"dotnet_interactive\"", StringComparison.Ordinal));
        await home.SaysAsync("notebook", "convert", "a.ipynb", "-o", "b.dib");

        var ran = await home.SaysAsync("notebook", "run", "b.dib", "--junit", "b.xml");
        Assert.Contains("4 of 4 cells ran", ran, StringComparison.Ordinal);
        Assert.Equal("4", (string)XDocument.Load(Path.Combine(home.Work, "b.xml")).Root!.Element("testsuite")!.Attribute("tests")!);
        Assert.True(File.Exists(Path.Combine(home.Work, "b.executed.ipynb")));

        var failed = await home.RunAsync("notebook", "run", "b.dib", "-p", "rounds=9", "--junit", "b.xml", "--timeout", "1m");
        Assert.True(failed.ExitCode == 1, failed.ToString());
        Assert.Contains("18", failed.Output, StringComparison.Ordinal);
        Assert.Contains("too many", failed.Error, StringComparison.Ordinal);
        Assert.Equal("1", (string)XDocument.Load(Path.Combine(home.Work, "b.xml")).Root!.Element("testsuite")!.Attribute("failures")!);
    }

    [Fact]
    public async Task Convert_refuses_what_it_cannot_write()
    {
        home.Write("c.dib", Dib);
        await home.RefusedAsync("MLP-COMMAND-0003", "notebook", "convert", "c.dib", "-o", "c.txt");
        await home.RefusedAsync("MLP-COMMAND-0003", "notebook", "convert", "c.dib", "-o", "c.dib");
        await home.RefusedAsync("MLP-CELL-0007", "notebook", "convert", "absent.dib");
    }
}
