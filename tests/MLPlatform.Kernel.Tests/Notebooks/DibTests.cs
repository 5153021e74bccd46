using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using MLPlatform.Contracts.Errors;
using MLPlatform.Kernel.Notebooks;

namespace MLPlatform.Kernel.Tests.Notebooks;

public sealed class DibTests
{
    private const string Sample = """
        #!meta

        {"kernelInfo":{"defaultKernelName":"csharp","items":[{"aliases":[],"name":"csharp"},{"aliases":["python"],"name":"py"}]}}

        #!csharp

        var x = 1;
        #!who
        x

        #!markdown

        # Title

        text

        #!py

        print(1)

        """;

    // Lines as they occur, selectors and blank ones among them.
    private static readonly string[] Lines = ["", " ", "x + 1", "#!csharp", "#!sql", "#!sql --name t", "#!who", "#!meta", "# title", "#!markdown", "#!py", "é ✓ \"quoted\" \\ {}", "#!raw", "  indented", "\r"];

    private static readonly Arbitrary<string> Sources = Gen.Elements(Lines).ListOf().Select(lines => string.Join('\n', lines)).ToArbitrary();

    [Fact]
    public void Parse_reads_sections_and_leaves_other_directives_in_them()
    {
        var dib = DibFile.Parse(Sample);
        Assert.Equal(
            [new DibSection("csharp", "var x = 1;\n#!who\nx"), new DibSection("markdown", "# Title\n\ntext"), new DibSection("py", "print(1)")],
            dib.Sections);
        Assert.Equal("csharp", (string?)dib.Meta["kernelInfo"]!["defaultKernelName"]);
    }

    [Fact]
    public void Write_gives_back_what_was_read() => Assert.Equal(Sample, DibFile.Parse(Sample).Write());

    [Fact]
    public void Parse_aliases_and_arguments()
    {
        var dib = DibFile.Parse("before\n#!c#\n1\n#!md\nx\n#!sql --name t\nselect 1\n#!f#\n2\n");
        Assert.Equal(["csharp:before", "csharp:1", "markdown:x\n#!sql --name t\nselect 1", "fsharp:2"], dib.Sections.Select(section => $"{section.Kernel}:{section.Text}"));
    }

    [Fact]
    public void Parse_broken_meta_is_refused() =>
        Assert.Equal(CellErrors.NotebookUnreadable, Assert.Throws<PlatformException>(() => DibFile.Parse("#!meta\n{\"a\":\n#!csharp\n1")).Code);

    [Fact]
    public void ToNotebook_writes_both_dialects_and_goes_back_unchanged()
    {
        var notebook = DibNotebook.ToNotebook(DibFile.Parse(Sample));
        Assert.Equal(["csharp", null, "py"], notebook.Cells.Select(cell => cell.Kernel));
        Assert.Equal("py", (string?)notebook.Cells[2].Json["metadata"]!["dotnet_interactive"]!["language"]);
        Assert.Equal([true, false, true], notebook.Cells.Select(cell => cell.IsCode));
        Assert.Equal(Sample, DibNotebook.FromNotebook(NotebookFile.Parse(notebook.ToJson())).Write());
    }

    [Fact]
    public void FromNotebook_carries_tags_ids_and_metadata()
    {
        const string Json = """{"cells":[{"cell_type":"code","id":"first","metadata":{"tags":["parameters"]},"outputs":[],"execution_count":null,"source":"var a = 1;"},{"cell_type":"raw","id":"raw1","metadata":{"format":"x"},"source":"raw text"},{"attachments":{"a.png":{"image/png":"AA"}},"cell_type":"markdown","id":"m","metadata":{},"source":"![a](a)"}],"metadata":{"kernelspec":{"display_name":".NET (C#)","language":"C#","name":".net-csharp"},"vendor":{"a":[1,2.50]}},"nbformat":4,"nbformat_minor":5}""";
        var dib = DibNotebook.FromNotebook(NotebookFile.Parse(Json)).Write();
        var back = DibNotebook.ToNotebook(DibFile.Parse(dib));
        AssertSame(NotebookFile.Parse(Json), back);

        // A cell that was edited keeps its tags; one that changed its language says so in its metadata.
        var edited = DibNotebook.ToNotebook(DibFile.Parse(dib.Replace("var a = 1;", "var a = 2;", StringComparison.Ordinal)));
        Assert.Equal(["parameters"], edited.Cells[0].Tags);
        var moved = DibNotebook.ToNotebook(DibFile.Parse(dib.Replace("#!csharp\n\nvar", "#!fsharp\n\nvar", StringComparison.Ordinal)));
        Assert.Equal(("fsharp", "parameters"), (moved.Cells[0].Kernel, moved.Cells[0].Tags[0]));
    }

    [Fact]
    public void FromNotebook_sections_that_were_added_leave_the_others_theirs()
    {
        var dib = DibNotebook.FromNotebook(Notebook([("csharp", "1"), ("csharp", "tagged")], tagged: 1)).Write();
        var more = DibNotebook.ToNotebook(DibFile.Parse(dib.Replace("#!csharp\n\n1", "#!csharp\n\nnew\n\n#!csharp\n\n1", StringComparison.Ordinal)));
        Assert.Equal([0, 0, 1], more.Cells.Select(cell => cell.Tags.Count));
    }

    [Fact]
    public void Dib_sections_survive_writing_and_reading() => Prop.ForAll(
        Gen.Zip(Gen.Elements("csharp", "sql", "markdown", "raw", "py"), Gen.Elements(Lines).ListOf()).ListOf().ToArbitrary(),
        parts =>
        {
            var selectors = DibSelectors.Of(Meta());
            var sections = parts.SelectMany(part => DibFile.Split(["#!" + part.Item1, .. part.Item2.Select(line => line.TrimEnd('\r'))], part.Item1, selectors)).ToArray();
            var text = new DibFile(Meta(), sections).Write();
            var read = DibFile.Parse(text);
            Assert.Equal(sections, read.Sections);
            Assert.Equal(text, read.Write());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Notebooks_survive_being_a_dib() => Prop.ForAll(
        Gen.Zip(Gen.Elements("csharp", "sql", "markdown", "raw", "py"), Sources.Generator).ListOf().ToArbitrary(),
        Gen.Choose(0, 5).ToArbitrary(),
        (cells, tagged) =>
        {
            var notebook = Notebook([.. cells], tagged);
            AssertSame(NotebookFile.Parse(notebook.ToJson()), DibNotebook.ToNotebook(DibFile.Parse(DibNotebook.FromNotebook(notebook).Write())));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Dibs_survive_being_a_notebook() => Prop.ForAll(
        Sources,
        text =>
        {
            var dib = DibFile.Parse(new DibFile(Meta(), DibFile.Split(text.Split('\n').Select(line => line.TrimEnd('\r')), "csharp", DibSelectors.Of(Meta()))).Write());
            Assert.Equal(dib.Write(), DibNotebook.FromNotebook(NotebookFile.Parse(DibNotebook.ToNotebook(dib).ToJson())).Write());
        }).QuickCheckThrowOnFailure();

    private static JsonObject Meta() => (JsonObject)DibFile.Parse(Sample).Meta.DeepClone();

    private static NotebookFile Notebook((string Kernel, string Source)[] cells, int tagged)
    {
        var metadata = new JsonObject { ["polyglot_notebook"] = new JsonObject { ["kernelInfo"] = Meta()["kernelInfo"]!.DeepClone() } };
        return NotebookFile.Create(metadata, cells.Select((cell, i) =>
        {
            var json = new JsonObject { ["cell_type"] = cell.Kernel switch { "markdown" => "markdown", "raw" => "raw", _ => "code" }, ["id"] = "id" + i, ["metadata"] = new JsonObject(), ["source"] = cell.Source };
            if (cell.Kernel is not ("markdown" or "raw"))
                (json["outputs"], json["execution_count"], json["metadata"]) = (new JsonArray(), null, DibNotebook.CellMetadata(cell.Kernel));
            if (i == tagged)
                json["metadata"]!["tags"] = new JsonArray("parameters");
            return json;
        }));
    }

    // Text as one string or as lines is the same text.
    private static void AssertSame(NotebookFile expected, NotebookFile actual)
    {
        Assert.Equal(expected.Cells.Select(cell => cell.Source), actual.Cells.Select(cell => cell.Source));
        Assert.Equal(expected.Cells.Select(Rest), actual.Cells.Select(Rest));
        Assert.True(JsonNode.DeepEquals(expected.Metadata, actual.Metadata), $"{expected.Metadata} is now {actual.Metadata}");
    }

    private static string Rest(NotebookCell cell) => new JsonObject(cell.Json.Where(pair => pair.Key != "source").OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone()))).ToJsonString();
}
