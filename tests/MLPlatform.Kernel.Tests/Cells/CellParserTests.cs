using MLPlatform.Contracts.Errors;
using MLPlatform.Kernel.Cells;
using MLPlatform.Kernel.Magics;
using MLPlatform.Kernel.Packages;
using MLPlatform.Kernel.Session;

namespace MLPlatform.Kernel.Tests.Cells;

public sealed class CellParserTests
{
    private readonly CellParser _parser = new([new EchoMagic("mlplatform", body: true), new EchoMagic("who", body: false)]);

    [Fact]
    public void Parse_plain_code_is_one_csharp_part()
    {
        var step = Assert.IsType<CodeStep>(Assert.Single(_parser.Parse("var x = 1;\nx").Steps));
        Assert.Equal((CellLanguages.CSharp, "var x = 1;\nx", 0, 0), (step.Language, step.Code, step.Line, step.Offset));
    }

    [Theory]
    [InlineData("#region a\n1\n#endregion")]
    [InlineData("#if DEBUG\n1\n#endif\n2")]
    [InlineData("  #!who")]
    [InlineData("#reference")]
    public void Parse_other_hashes_stay_code(string cell) => Assert.Equal(cell, Assert.IsType<CodeStep>(Assert.Single(_parser.Parse(cell).Steps)).Code);

    [Fact]
    public void Parse_splits_languages_and_magics_and_keeps_lines()
    {
        var steps = _parser.Parse("var a = 1;\n#!sql -o t\nselect 1\n#!who\n#!csharp\nt\n").Steps;
        Assert.Collection(
            steps,
            step => Assert.Equal((CellLanguages.CSharp, 0), (((CodeStep)step).Language, step.Line)),
            step => Assert.Equal((CellLanguages.Sql, "-o t", "select 1\n", 2), (((CodeStep)step).Language, ((CodeStep)step).Arguments, ((CodeStep)step).Code, step.Line)),
            step => Assert.Equal(("who", 3), (((MagicStep)step).Magic.Name, step.Line)),
            step => Assert.Equal(("t\n", 5), (((CodeStep)step).Code, step.Line)));
    }

    [Fact]
    public void Parse_magic_takes_the_text_below_it()
    {
        var step = Assert.IsType<MagicStep>(_parser.Parse("#!mlplatform features apply\nentity: origin\nview: x\n#!csharp\n1").Steps[0]);
        Assert.Equal(("features apply", "entity: origin\nview: x\n", 1), (step.Arguments, step.Body, step.BodyLine));
    }

    [Fact]
    public void Parse_code_after_a_magic_without_body_goes_on_in_the_same_language()
    {
        var steps = _parser.Parse("#!sql\nselect 1\n#!who\nselect 2").Steps;
        Assert.Equal((CellLanguages.Sql, "select 2"), (((CodeStep)steps[2]).Language, ((CodeStep)steps[2]).Code));
    }

    [Fact]
    public void Parse_reference_keeps_the_lines_of_the_code()
    {
        var step = Assert.IsType<CodeStep>(Assert.Single(_parser.Parse("var a = 1;\n#r \"x/y.dll\"\na").Steps));
        Assert.Equal(("var a = 1;\n\na", new ReferenceDirective.File("x/y.dll")), (step.Code, Assert.Single(step.References)));
    }

    [Fact]
    public void Parse_unknown_magic_refuses_the_whole_cell_and_names_the_nearest()
    {
        var refusal = Assert.Throws<PlatformException>(() => _parser.Parse("var a = 1;\n#!mlplatfrom status"));
        Assert.Equal(CellErrors.UnknownMagic, refusal.Code);
        Assert.Contains("`#!mlplatform`", refusal.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_package_and_source_lines_are_references_of_their_section()
    {
        var step = Assert.IsType<CodeStep>(Assert.Single(_parser.Parse("#i \"nuget: feed\"\n#r \"nuget: Npgsql, 8.0\"\n#r \"nuget:Dapper\"\n#r \"project: a/b.csproj\"\n1").Steps));
        Assert.Equal(
            [new ReferenceDirective.Source("feed"), new ReferenceDirective.Package("Npgsql", "8.0"), new ReferenceDirective.Package("Dapper", null), new ReferenceDirective.Project("a/b.csproj")],
            step.References);
        Assert.Equal("\n\n\n\n1", step.Code);
    }

    [Theory]
    [InlineData("#r \"nuget:\"")]
    [InlineData("#r \"nuget: a b\"")]
    [InlineData("#r \"nuget: Dapper, <1>\"")]
    [InlineData("#r")]
    [InlineData("#i \"folder\"")]
    public void Parse_reference_that_is_none_is_refused(string cell) =>
        Assert.Equal(PackageErrors.BadReference, Assert.Throws<PlatformException>(() => _parser.Parse(cell)).Code);

    [Fact]
    public void Parse_kernel_connected_in_the_same_cell_can_be_selected()
    {
        var parser = new CellParser([new EchoMagic("connect", body: false)]);
        var steps = parser.Parse("#!connect jupyter --kernel-name py --kernel-spec python3\n#!py\n#!unknown is text here\nprint(1)").Steps;
        Assert.Equal(("py", "#!unknown is text here\nprint(1)"), (((CodeStep)steps[1]).Language, ((CodeStep)steps[1]).Code));
    }

    [Fact]
    public void Parse_magic_knows_the_language_around_it() =>
        Assert.Equal(CellLanguages.Sql, ((MagicStep)_parser.Parse("#!sql\n#!who\nselect 1").Steps[0]).Language);

    [Fact]
    public void Parse_prose_may_quote_any_directive() =>
        Assert.Equal("a\n#!nosuch\n", Assert.IsType<CodeStep>(Assert.Single(_parser.Parse("#!markdown\na\n#!nosuch\n").Steps)).Code);

    [Fact]
    public void Parse_time_marks_the_cell_and_leaves_no_part()
    {
        var plan = _parser.Parse("#!time\n1");
        Assert.True(plan.Timed);
        Assert.Equal(1, Assert.Single(plan.Steps).Line);
    }

    [Fact]
    public void Parse_unknown_kernel_of_the_metadata_is_refused() =>
        Assert.Equal(CellErrors.UnknownMagic, Assert.Throws<PlatformException>(() => _parser.Parse("1", "nosuch")).Code);

    [Fact]
    public void Parse_every_line_of_a_cell_lands_where_its_number_says() => FsCheck.Fluent.Prop.ForAll<FsCheck.NonNull<string>[]>(lines =>
    {
        var cell = string.Join("\n", lines.Select((line, i) => (i % 3) switch { 0 => "#!sql", 1 => "#!csharp", _ => "x" + line.Get.ReplaceLineEndings("") }));
        var all = cell.Split('\n');
        return _parser.Parse(cell).Steps.OfType<CodeStep>().All(step => step.Code.Split('\n').Select((line, i) => line.Length == 0 || all[step.Line + i] == line).All(same => same)
            && cell.AsSpan(step.Offset).StartsWith(step.Code, StringComparison.Ordinal));
    });

    private sealed class EchoMagic(string name, bool body) : IMagic
    {
        public string Name => name;

        public string Description => "";

        public bool TakesBody(string arguments) => body;

        public Task RunAsync(MagicCall call, CancellationToken cancel) => Task.CompletedTask;

        public Completions Complete(string arguments, int position, INotebookValues values) => new(0, 0, []);
    }
}
