using System.Text.Json;
using System.Text.Json.Nodes;
using MLPlatform.Contracts.Errors;
using MLPlatform.Kernel.Notebooks;
using MLPlatform.Kernel.Tests.Session;

namespace MLPlatform.Kernel.Tests.Notebooks;

public sealed class NotebookRunnerTests : SessionTest
{
    private readonly string _folder = Directory.CreateTempSubdirectory("notebooks-").FullName;

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task RunAsync_writes_outputs_as_a_client_would()
    {
        var (result, notebook) = await RunAsync(
            new(),
            "Console.Write(\"a\\n\"); Console.Write(\"b\"); Console.Error.Write(\"e\"); 40 + 2",
            "var shown = display(\"first\");",
            "shown.Update(\"second\");");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(
            """[{"name":"stdout","output_type":"stream","text":["a\n","b"]},{"name":"stderr","output_type":"stream","text":["e"]},{"data":{"text/plain":["42"]},"execution_count":1,"metadata":{},"output_type":"execute_result"}]""",
            Compact(notebook.Cells[0].Outputs));
        Assert.Equal("""[{"data":{"text/plain":["second"]},"metadata":{},"output_type":"display_data"}]""", Compact(notebook.Cells[1].Outputs));
        Assert.Empty(notebook.Cells[2].Outputs);
    }

    [Fact]
    public async Task RunAsync_stops_at_the_first_failure_and_keeps_the_error()
    {
        var (result, notebook) = await RunAsync(new(), "1", "throw new InvalidOperationException(\"no\");", "3");
        Assert.Equal((1, 2), (result.ExitCode, result.Cells.Count));
        Assert.Equal("InvalidOperationException", (string?)notebook.Cells[1].Outputs[0]!["ename"]);
        Assert.Empty(notebook.Cells[2].Outputs);
    }

    [Fact]
    public async Task RunAsync_keep_going_runs_the_rest()
    {
        var (result, notebook) = await RunAsync(new() { KeepGoing = true }, "nosuch", "3");
        Assert.Equal((1, 2), (result.ExitCode, result.Cells.Count));
        Assert.Equal("execute_result", (string?)notebook.Cells[1].Outputs[0]!["output_type"]);
    }

    [Fact]
    public async Task RunAsync_parameters_replace_the_tagged_cells_values()
    {
        var notebook = NotebookFile.Parse("""{"cells":[{"cell_type":"code","id":"p","metadata":{"tags":["parameters"]},"outputs":[],"execution_count":null,"source":["var rounds = 1;\n","var name = \"x\";"]},{"cell_type":"code","id":"u","metadata":{},"outputs":[],"execution_count":null,"source":"$\"{rounds + 1} {name} {share}\""}],"metadata":{},"nbformat":4,"nbformat_minor":5}""");
        var options = new NotebookRunOptions { Parameters = new Dictionary<string, string> { ["rounds"] = "400", ["name"] = "a \"b\"", ["share"] = "0.5" } };
        var result = await new NotebookRunner(Session, options).RunAsync(notebook);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(["injected-parameters"], notebook.Cells[1].Tags);
        Assert.Equal("401 a \"b\" 0.5", (string?)notebook.Cells[2].Outputs[0]!["data"]!["text/plain"]![0]);
    }

    [Fact]
    public async Task RunAsync_cell_beyond_its_time_is_stopped_and_said()
    {
        var (result, notebook) = await RunAsync(new() { CellTimeout = TimeSpan.FromSeconds(1) }, "while (true) { }", "3");
        Assert.Equal(1, result.ExitCode);
        Assert.Equal(CellErrors.CellTimedOut.Id, result.Failed!.Result.Error!.Name);
        Assert.Equal("error", (string?)notebook.Cells[0].Outputs[0]!["output_type"]);
    }

    [Fact]
    public async Task RunFileAsync_runs_a_dib()
    {
        var path = Path.Combine(_folder, "in.dib");
        await File.WriteAllTextAsync(path, "#!csharp\n\nvar x = 20;\n\n#!markdown\n\n# text\n\n#!sql\n\nselect 21 * 2 as n\n\n#!csharp\n\nx + 1\n");
        var result = await new NotebookRunner(Session, new()).RunFileAsync(path, Path.Combine(_folder, "out.ipynb"));
        Assert.Equal((0, 3), (result.ExitCode, result.Cells.Count));
        Assert.Contains("21", Compact((await NotebookFile.ReadAsync(Path.Combine(_folder, "out.ipynb"))).Cells[3].Outputs), StringComparison.Ordinal);
    }

    [Fact]
    public async Task JUnit_report_names_failed_and_skipped_cells()
    {
        var (result, _) = await RunAsync(new(), "1", "throw new InvalidOperationException(\"no \\u0001 <b>\");", "3");
        var suite = System.Xml.Linq.XDocument.Parse(JUnitReport.Write("n.ipynb", result)).Root!.Element("testsuite")!;
        Assert.Equal(("3", "1", "1"), ((string)suite.Attribute("tests")!, (string)suite.Attribute("failures")!, (string)suite.Attribute("skipped")!));
        var cases = suite.Elements("testcase").ToArray();
        Assert.Equal("cell 1: 1", (string)cases[0].Attribute("name")!);
        Assert.Equal("InvalidOperationException", (string)cases[1].Element("failure")!.Attribute("type")!);
        Assert.DoesNotContain('\u001b', cases[1].Value);
        Assert.NotNull(cases[2].Element("skipped"));
    }

    [Fact]
    public async Task RunAsync_input_is_refused() =>
        Assert.Equal(CellErrors.NoInput.Id, (await RunAsync(new(), "await input(\"name?\")")).Result.Failed!.Result.Error!.Name);

    [Fact]
    public async Task RunAsync_routes_cells_by_their_metadata()
    {
        var notebook = NotebookFile.Parse("""{"cells":[{"cell_type":"code","id":"s","metadata":{"dotnet_interactive":{"language":"csharp"},"polyglot_notebook":{"kernelName":"sql"}},"outputs":[],"execution_count":null,"source":"select 6 * 7 as n"},{"cell_type":"markdown","id":"m","metadata":{},"source":"# no code"}],"metadata":{},"nbformat":4,"nbformat_minor":5}""");
        Assert.Equal(0, (await new NotebookRunner(Session, new()).RunAsync(notebook)).ExitCode);
        Assert.Contains("42", Compact(notebook.Cells[0].Outputs), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunFileAsync_runs_in_the_notebooks_folder_and_writes_whole()
    {
        var path = Path.Combine(_folder, "in.ipynb");
        await File.WriteAllTextAsync(Path.Combine(_folder, "data.txt"), "beside");
        await File.WriteAllTextAsync(path, Notebook("File.ReadAllText(\"data.txt\")"));
        var result = await new NotebookRunner(Session, new()).RunFileAsync(path, Path.Combine(_folder, "out.ipynb"));
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("beside", Compact((await NotebookFile.ReadAsync(Path.Combine(_folder, "out.ipynb"))).Cells[0].Outputs), StringComparison.Ordinal);
        Assert.Equal(3, Directory.GetFiles(_folder).Length);
    }

    [Fact]
    public void Parse_keeps_what_it_does_not_know()
    {
        const string Text = """
            {
             "cells": [
              {
               "attachments": {
                "a.png": {
                 "image/png": "AAAA"
                }
               },
               "cell_type": "markdown",
               "id": "x1",
               "metadata": {
                "vendor": [
                 1,
                 2.50
                ]
               },
               "source": [
                "# é <b>\n",
                "two"
               ]
              }
             ],
             "metadata": {
              "kernelspec": {
               "name": "mlplatform"
              }
             },
             "nbformat": 4,
             "nbformat_minor": 5,
             "future": null
            }

            """;
        var notebook = NotebookFile.Parse(Text);
        notebook.Upgrade();
        Assert.Equal(Text, notebook.ToJson());
        Assert.Equal("# é <b>\ntwo", notebook.Cells[0].Source);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"nbformat":3,"worksheets":[]}""")]
    public void Parse_other_files_are_refused(string text) => Assert.Equal(CellErrors.NotebookUnreadable, Assert.Throws<PlatformException>(() => NotebookFile.Parse(text)).Code);

    private static string Notebook(params string[] sources) => new JsonObject
    {
        ["cells"] = new JsonArray([.. sources.Select((source, i) => (JsonNode)new JsonObject { ["cell_type"] = "code", ["execution_count"] = null, ["id"] = "c" + i, ["metadata"] = new JsonObject(), ["outputs"] = new JsonArray(), ["source"] = source })]),
        ["metadata"] = new JsonObject(),
        ["nbformat"] = 4,
        ["nbformat_minor"] = 5,
    }.ToJsonString();

    private static string Compact(JsonNode node) => node.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private async Task<(NotebookRunResult Result, NotebookFile Notebook)> RunAsync(NotebookRunOptions options, params string[] sources)
    {
        var notebook = NotebookFile.Parse(Notebook(sources));
        return (await new NotebookRunner(Session, options).RunAsync(notebook), notebook);
    }
}
