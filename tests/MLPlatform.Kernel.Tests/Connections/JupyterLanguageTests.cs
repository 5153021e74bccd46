using MLPlatform.Contracts.Errors;
using MLPlatform.Frames;
using MLPlatform.Kernel.Session;
using MLPlatform.Kernel.Tests.Session;

namespace MLPlatform.Kernel.Tests.Connections;

/// <summary>A real ipykernel, started by <c>#!connect</c>.</summary>
public sealed class JupyterLanguageTests : SessionTest
{
    private const string Connect = "#!connect jupyter --kernel-name py --kernel-spec python3\n";

    [Fact]
    public async Task Cells_run_there_and_outputs_come_here()
    {
        await EvaluateAsync(Connect + "#!py\nimport sys\nprint('out'); print('err', file=sys.stderr)\nx = 20\nx * 2 + 2");
        Assert.Equal(("out\n", "err\n", "42"), (Output.Text, Output.Errors, Output.Plain));
        // By the cell's metadata, with displays that are updated.
        var result = await RunAsync("from IPython.display import display, HTML\nh = display(HTML('<b>a</b>'), display_id='d')\nh.update(HTML('<b>b</b>'))", kernel: "py");
        Assert.Equal(CellStatus.Ok, result.Status);
        Assert.Equal(("d", "<b>a</b>"), (Output.Shown.Single().Id, Output.Shown.Single().Bundle.Data["text/html"]));
        Assert.Equal(("d", "<b>b</b>"), (Output.Updates.Single().Id, Output.Updates.Single().Bundle.Data["text/html"]));

        var failed = await RunAsync("#!py\n1 / 0");
        Assert.Equal(("ZeroDivisionError", "division by zero"), (failed.Error!.Name, failed.Error.Message));
        Assert.Contains(failed.Error.Traceback, line => line.Contains("1 / 0", StringComparison.Ordinal) || line.Contains("ZeroDivisionError", StringComparison.Ordinal));

        Output.Answers.Clear();
        var unanswered = await RunAsync("#!py\ninput('name?')");
        Assert.Equal(CellErrors.NoInput.Id, unanswered.Error!.Name);
        Assert.Equal("20", await EvaluateAsync("#!py\nx"));
    }

    [Fact]
    public async Task Interrupt_reaches_it_and_its_variables_stay()
    {
        await EvaluateAsync(Connect + "#!py\nx = 1");
        using var interrupt = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        Assert.Equal(CellStatus.Interrupted, (await RunAsync("#!py\nx = 2\nwhile True: pass", interrupt: interrupt.Token)).Status);
        Assert.Equal("2", await EvaluateAsync("#!py\nx"));
    }

    [Fact]
    public async Task Values_cross_both_ways()
    {
        await EvaluateAsync(Connect + "#!py\ni, f, t, b, l, d, n = 3, 3.0, 'é\"\\\\', True, [1, 2], {'a': [1, None]}, None");
        await EvaluateAsync("#!share i --from py\n#!share f --from py\n#!share t --from py\n#!set --name b --value @py:b\n#!share l --from py\n#!share d --from py");
        Assert.Equal("True", await EvaluateAsync("i == 3L && f is double and 3.0 && t == \"é\\\"\\\\\" && b && l.SequenceEqual(new[] { 1L, 2L }) && d.RootElement.GetProperty(\"a\")[0].GetInt32() == 1"));
        await EvaluateAsync("var back = new { A = 1, B = new[] { \"x\", \"ü\\n\" } }; var five = 5;");
        await EvaluateAsync("#!py\n#!share back --from csharp\n#!set --name six --value @csharp:five\nprint(back['B'][1] == 'ü\\n', six + 1)");
        Assert.Equal("True 6\n", Output.Text);
        Assert.Contains("`five`", (await RunAsync("#!py\n#!share fiv --from csharp")).Error!.Message, StringComparison.Ordinal);
        Assert.Equal(CellErrors.ValueNotFound.Id, (await RunAsync("#!share nosuch --from py")).Error!.Name);
        Assert.Equal(LanguageErrors.ValueNotShared.Id, (await RunAsync("#!py\no = object()\n#!csharp\n#!share o --from py")).Error!.Name);
    }

    [Fact]
    public async Task Frames_cross_both_ways()
    {
        await EvaluateAsync("""
            using MLPlatform.Frames;
            var frame = new Frame(
                new Column<int>("i", new[] { 1, 2, 3 }),
                new Column<long>("l", new[] { 1L, 2L, 3L }, new byte[] { 0b101 }),
                new Column<double>("f", new[] { 1.5, double.NaN, 3 }),
                new Column<long>("t", new[] { 0L, 1_000_000L, 991_389_600_000_000L }, timestamp: true),
                new BoolColumn("b", new[] { true, false, true }),
                TextColumn.Of("s", ["é", null, "z"]));
            """);
        await EvaluateAsync(Connect + "#!py\n#!share frame --from csharp\nprint(frame.shape, frame['s'].tolist(), frame['t'].iloc[2], frame['i'].dtype, frame['l'].tolist())\nframe['twice'] = frame['i'] * 2\nempty = frame[frame.i > 9]\nimport numpy as np\nvector = np.arange(4) / 2");
        Assert.Contains("(3, 6) ['é', None, 'z'] 2001-06-01 10:00:00 int32 [1.0, nan, 3.0]", Output.Text, StringComparison.Ordinal);
        await EvaluateAsync("#!share frame --from py --as back\n#!share empty --from py\n#!share vector --from py");
        Assert.True(Session.Values.TryGet("back", out var value));
        var back = Assert.IsType<Frame>(value);
        Assert.Equal(["i", "l", "f", "t", "b", "s", "twice"], back.Names);
        Assert.Equal([2, double.NaN, double.NaN, DateTimeOffset.UnixEpoch.AddSeconds(1), false, null, 4], back.Select(column => column.GetValue(1)));
        Assert.Equal("0 1.5", await EvaluateAsync("$\"{empty.RowCount} {vector[3]}\""));
    }

    [Fact]
    public async Task Kernel_that_ends_is_said_and_can_be_connected_again()
    {
        await EvaluateAsync(Connect);
        Assert.Equal(LanguageErrors.KernelDied.Id, (await RunAsync("#!py\nimport os\nos._exit(3)")).Error!.Name);
        Assert.Equal(LanguageErrors.KernelDied.Id, (await RunAsync("#!py\n1")).Error!.Name);
        Assert.Equal("1", await EvaluateAsync(Connect + "#!py\n1"));
    }
}
