using MLPlatform.Contracts.Errors;
using MLPlatform.Kernel.Closures;
using MLPlatform.Kernel.Session;
using MLPlatform.Kernel.Tests.Session;

namespace MLPlatform.Kernel.Tests.Closures;

public sealed class CellClosureTests : SessionTest
{
    [Fact]
    public async Task Build_takes_types_and_methods_along_transitively()
    {
        await EvaluateAsync("using System.Globalization;\nrecord Point(int X, int Y);\nenum Unused { A }");
        await EvaluateAsync("int Twice(int n) { for (var i = 0; i < 1; i++) n *= 2; return n; }\nPoint Scale(Point p) => new(Twice(p.X), Twice(p.Y));\nclass NotUsed { }");
        var closure = CellClosure.Build(Session, "var p = Scale(new Point(1, 2));\np.Y.ToString(CultureInfo.InvariantCulture)", []);
        Assert.Equal(["Point", "Scale", "Twice"], closure.Declarations);
        Assert.Contains("System.Globalization", closure.Usings);
        Assert.DoesNotContain("CellPolls", closure.Source, StringComparison.Ordinal);
        Assert.DoesNotContain("NotUsed", closure.Source, StringComparison.Ordinal);
        Assert.Equal("4", await RunAloneAsync(closure));
    }

    [Fact]
    public async Task Build_refuses_a_variable_by_name()
    {
        await EvaluateAsync("var rounds = 3; var depth = 4;");
        var refusal = Assert.Throws<PlatformException>(() => CellClosure.Build(Session, "var x = rounds + 1;", []));
        Assert.Equal(CellErrors.UsesNotebookState, refusal.Code);
        Assert.Contains("`rounds`", refusal.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain("depth", refusal.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_refuses_a_variable_that_a_used_method_reads()
    {
        await EvaluateAsync("var factor = 3; int Scaled(int n) => n * factor;");
        Assert.Contains("`factor`", Assert.Throws<PlatformException>(() => CellClosure.Build(Session, "Scaled(2)", [])).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_allows_the_inputs_and_names_not_known_here()
    {
        await EvaluateAsync("var train = new List<int> { 1, 2 };");
        var closure = CellClosure.Build(Session, "var train2 = train.Count;\nrun.Log(train2);\nreturn train2;", ["train", "run"]);
        Assert.Equal(["train"], closure.Variables);
        Assert.StartsWith("var train2 = train.Count;\nrun.Log(train2);\nreturn train2;\n", closure.Source, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_cells_own_variables_shadow_the_notebooks()
    {
        await EvaluateAsync("var x = 1;");
        Assert.Equal("5", await RunAloneAsync(CellClosure.Build(Session, "var x = 5;\nx", [])));
    }

    [Fact]
    public async Task Build_takes_extension_methods_and_aliases()
    {
        await EvaluateAsync("using Numbers = System.Collections.Generic.List<int>;\nstatic int Second(this List<int> all) => all[1];");
        Assert.Equal("8", await RunAloneAsync(CellClosure.Build(Session, "new Numbers { 7, 8 }.Second()", [])));
    }

    private static async Task<string?> RunAloneAsync(CellClosure closure)
    {
        await using var alone = new NotebookSession(new SessionOptions(new TestGlobals(), [typeof(TestGlobals).Assembly], closure.Usings, [], TimeProvider.System));
        var output = new RecordedOutput();
        var result = await alone.RunAsync(new CellRequest(closure.Source), output, default);
        Assert.True(result.Status == CellStatus.Ok, string.Join("\n", result.Error?.Traceback ?? []));
        return output.Plain;
    }
}
