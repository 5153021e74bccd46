using MLPlatform.Contracts.Errors;
using MLPlatform.Kernel.Session;

namespace MLPlatform.Kernel.Tests.Session;

public sealed class CSharpCellTests : SessionTest
{
    [Fact]
    public async Task RunAsync_trailing_expression_is_the_result() => Assert.Equal("2", await EvaluateAsync("1+1"));

    [Fact]
    public async Task RunAsync_statement_has_no_result() => Assert.Null(await EvaluateAsync("var x = 1;"));

    [Fact]
    public async Task RunAsync_void_call_without_semicolon_has_no_result() => Assert.Null(await EvaluateAsync("Console.Write(\"\")"));

    [Fact]
    public async Task RunAsync_null_result_is_shown() => Assert.Equal("null", await EvaluateAsync("(string)null"));

    [Fact]
    public async Task RunAsync_later_cell_sees_variables_types_methods_and_usings()
    {
        await EvaluateAsync("using System.Globalization;\nvar x = 20; record P(int A); int Twice(int n) => n * 2;");
        Assert.Equal("42", await EvaluateAsync("Twice(new P(x).A) + (CultureInfo.InvariantCulture == null ? 0 : 2)"));
    }

    [Fact]
    public async Task RunAsync_cell_of_usings_only_counts_for_later_cells()
    {
        await EvaluateAsync("var kept = 5;");
        await EvaluateAsync("using System.Text.RegularExpressions;");
        await EvaluateAsync("// nothing here");
        Assert.Equal("True", await EvaluateAsync("new Regex(\"a\").IsMatch(\"a\") && kept == 5"));
    }

    [Fact]
    public async Task RunAsync_type_outside_the_short_list_of_references_is_found_and_earlier_variables_keep_their_types()
    {
        await EvaluateAsync("var words = new List<string> { \"a\" }; var frame = new MLPlatform.Frames.Frame([]); var text = new System.Text.Json.Nodes.JsonObject();");
        Assert.Equal("True", await EvaluateAsync("new System.Xml.Serialization.XmlSerializer(typeof(int)) is not null"));
        Assert.Equal("1", await EvaluateAsync("List<string> same = words; MLPlatform.Frames.Frame frames = frame; System.Text.Json.Nodes.JsonObject texts = text; same.Count"));
        Assert.Equal("2", await EvaluateAsync("new[] { 1, 2 }.AsQueryable().Count(n => n > 0)"));
    }

    [Fact]
    public async Task RunAsync_wrong_cell_is_refused_and_the_next_one_runs()
    {
        var result = await RunAsync("NoSuchThing.At(all)");
        Assert.Equal(CellStatus.Error, result.Status);
        Assert.Contains("NoSuchThing", result.Error!.Message, StringComparison.Ordinal);
        Assert.Equal("2", await EvaluateAsync("1+1"));
    }

    [Fact]
    public async Task RunAsync_unsafe_code_runs_where_it_is_written()
    {
        Assert.Equal("7", await EvaluateAsync("int Read(int n) { unsafe { int* p = &n; return *p; } }\nRead(7)"));
    }

    [Fact]
    public async Task RunAsync_redeclaring_shadows()
    {
        await EvaluateAsync("var x = 1;");
        await EvaluateAsync("var x = \"two\";");
        Assert.Equal("two", await EvaluateAsync("x"));
    }

    [Fact]
    public async Task RunAsync_top_level_await_works() => Assert.Equal("3", await EvaluateAsync("await Task.Yield(); var t = Task.FromResult(3); await t"));

    [Fact]
    public async Task RunAsync_globals_are_seen_by_name() => Assert.Equal("hello", await EvaluateAsync("Greeting"));

    [Fact]
    public async Task RunAsync_exception_keeps_what_was_assigned_before()
    {
        var failed = await RunAsync("var a = 7;\nthrow new InvalidOperationException(\"no\");");
        Assert.Equal(CellStatus.Error, failed.Status);
        Assert.Equal("InvalidOperationException", failed.Error!.Name);
        Assert.Equal("7", await EvaluateAsync("a"));
    }

    [Fact]
    public async Task RunAsync_compile_error_keeps_nothing_and_shows_line_and_caret()
    {
        var failed = await RunAsync("#!time\nvar b = 1;\nvar c = nosuch + 1;");
        Assert.Equal(CellErrors.CellDoesNotCompile.Id, failed.Error!.Name);
        var text = string.Join("\n", failed.Error.Traceback);
        Assert.Contains("line 3", text, StringComparison.Ordinal);
        Assert.Contains("CS0103", text, StringComparison.Ordinal);
        Assert.Contains("        " + "\u001b[31m^^^^^^", text, StringComparison.Ordinal);
        Assert.Equal(CellStatus.Error, (await RunAsync("b")).Status);
    }

    [Fact]
    public async Task RunAsync_exception_shows_users_lines_of_each_cell()
    {
        await EvaluateAsync("int Fail(int n)\n{\n    foreach (var i in new[] { 1 }) { if (n > 0)\n        throw new ArgumentException(\"bad\"); }\n    return n;\n}");
        var failed = await RunAsync("\n\nvar z = Fail(1);");
        var text = string.Join("\n", failed.Error!.Traceback);
        Assert.Contains("Fail in cell [1] line 4", text, StringComparison.Ordinal);
        Assert.Contains("cell [2] line 3", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Submission#", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_refusal_has_no_stack_trace()
    {
        var failed = await RunAsync("throw new MLPlatform.Contracts.Errors.PlatformException(MLPlatform.Contracts.Errors.DataErrors.UnknownColumn, \"There is no column `x`.\", \"Did you mean `y`?\");");
        Assert.Equal("MLP-DATA-0002", failed.Error!.Name);
        Assert.Single(failed.Error.Traceback);
    }

    [Fact]
    public async Task RunAsync_console_is_the_cells_own()
    {
        await EvaluateAsync("Console.WriteLine(1.5); Console.Error.Write(\"oops\"); await Task.Run(() => Console.Write(\"inner\"));");
        Assert.Equal("1.5\ninner", Output.Text);
        Assert.Equal("oops", Output.Errors);
    }

    [Fact]
    public async Task RunAsync_read_line_asks_the_front_end()
    {
        var output = new RecordedOutput();
        output.Answers.Enqueue("Ada");
        await Session.RunAsync(new CellRequest("Console.ReadLine()"), output, default);
        Assert.Equal("Ada", output.Plain);
    }

    [Fact]
    public async Task RunAsync_many_cells_keep_their_variables()
    {
        for (var i = 0; i < 80; i++)
            await EvaluateAsync($"var v{i} = {i};");
        Assert.Equal("79", await EvaluateAsync("v0 + v79"));
    }

    [Fact]
    public async Task SetAsync_declares_a_typed_variable()
    {
        await Session.Values.SetAsync("table", new Dictionary<string, int[]> { ["a"] = [1, 2] }, default);
        Assert.Equal("2", await EvaluateAsync("table[\"a\"].Length"));
        await Session.Values.SetAsync("anonymous", new { X = 1 }, default);
        Assert.Equal("{ X = 1 }", await EvaluateAsync("anonymous.ToString()"));
    }

    [Fact]
    public async Task SetAsync_declares_a_value_of_a_cells_own_type()
    {
        await EvaluateAsync("public record Point(int X); var p = new Point(4);");
        Assert.True(Session.Values.TryGet("p", out var point));
        await Session.Values.SetAsync("q", point, default);
        Assert.Equal("4", await EvaluateAsync("q.X"));
    }

    [Fact]
    public async Task Values_latest_declaration_wins()
    {
        await EvaluateAsync("var x = 1; var y = 2;");
        await EvaluateAsync("var x = \"new\";");
        Assert.Equal(["x", "y"], Session.Values.All.Select(value => value.Name));
        Assert.True(Session.Values.TryGet("x", out var x));
        Assert.Equal("new", x);
    }
}
