using System.Diagnostics;
using EndToEndTests.Running;

namespace EndToEndTests.Failures;

/// <summary>What goes wrong at the edge of the product: a clear message with a code, and nothing half-written.</summary>
public sealed class RefusalTests(PlatformHome home) : IClassFixture<PlatformHome>
{
    [Fact]
    public async Task Quickstart_while_one_runs_is_refused()
    {
        // The lock is held the way the script holds it: by a process, so it ends with that process.
        Directory.CreateDirectory(Path.Combine(Checkout.Root, ".build"));
        await using var first = new ChildProcess("/usr/bin/flock", [Path.Combine(Checkout.Root, ".build/quickstart.lock"), "sh", "-c", "echo held; sleep 60"], home.Environment, "/");
        await Eventually.Get(() => Task.FromResult(first.Output.Contains("held", StringComparison.Ordinal) ? "held" : null), TimeSpan.FromSeconds(10), "the lock is held");
        await using var second = new ChildProcess(Checkout.Entry, ["quickstart"], home.Environment, "/");
        var refused = await second.EndAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(4, refused.ExitCode);
        Assert.Contains("MLP-COMMAND-0005", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Home_that_cannot_be_written_is_refused()
    {
        // Not even root writes there.
        var environment = new Dictionary<string, string?>(home.Environment) { ["MLPLATFORM_HOME"] = "/proc/mlplatform" };
        await using var child = new ChildProcess(Checkout.Program, ["status"], environment, "/");
        var refused = await child.EndAsync(TimeSpan.FromSeconds(60));
        AssertRefused(refused, "MLP-CONFIG-0003");
        Assert.Contains("/proc/mlplatform", refused.Output + refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_command_is_refused_with_the_nearest() =>
        Assert.Contains("features", AssertRefused(await home.RunAsync("featurs", "list"), "MLP-COMMAND-0001"), StringComparison.Ordinal);

    [Fact]
    public async Task Unknown_feature_view_is_refused() =>
        AssertRefused(await home.RunAsync("features", "show", "no_such_view"), "MLP-FEATURES-");

    [Fact]
    public async Task Unknown_model_leaves_no_endpoint()
    {
        AssertRefused(await home.RunAsync("endpoints", "deploy", "nothing@champion", "--name", "nothing"), "MLP-MODEL-0001");
        Assert.DoesNotContain("nothing", (await home.RunAsync("endpoints", "list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Notebook_that_is_none_is_refused()
    {
        var file = Path.Combine(home.Scratch, "not-a-notebook.ipynb");
        await File.WriteAllTextAsync(file, "{");
        AssertRefused(await home.RunAsync("notebook", "run", file), "MLP-CELL-0007");
    }

    [Fact]
    public async Task Cell_that_throws_ends_the_run_with_its_line()
    {
        var output = Path.Combine(home.Scratch, "throws.ipynb");
        var failed = await home.RunAsync("notebook", "run", Checkout.Notebook("a-cell-throws.ipynb"), "-o", output);
        Assert.NotEqual(0, failed.ExitCode);
        var notebook = ExecutedNotebook.Read(output);
        Assert.Contains("ArgumentOutOfRange", notebook.With("list[7]").Error, StringComparison.Ordinal);
        Assert.Null(notebook.With("never reached").Count);
        Assert.Empty(Directory.EnumerateFiles(home.Scratch, "*.tmp*"));
    }

    [Fact]
    public async Task Cell_that_never_ends_is_interrupted()
    {
        var output = Path.Combine(home.Scratch, "endless.ipynb");
        var failed = await home.RunAsync("notebook", "run", Checkout.Notebook("a-cell-never-ends.ipynb"), "-o", output, "--timeout", "2s");
        Assert.NotEqual(0, failed.ExitCode);
        Assert.NotNull(ExecutedNotebook.Read(output).With("while (true)").Error);
    }

    [Fact]
    public async Task Killed_control_plane_is_restarted_by_the_next_command()
    {
        Assert.Equal(0, (await home.RunAsync("status")).ExitCode);
        var killed = home.ControlPlaneProcess();
        using (var process = Process.GetProcessById(killed))
            process.Kill();
        var status = await home.RunAsync("status");
        Assert.True(status.ExitCode == 0, status.ToString());
        Assert.NotEqual(killed, home.ControlPlaneProcess());
    }

    [Fact]
    public async Task Two_commands_at_once_start_one_control_plane()
    {
        await home.RunAsync("down");
        var both = await Task.WhenAll(home.RunAsync("status"), home.RunAsync("status"));
        Assert.All(both, status => Assert.True(status.ExitCode == 0, status.ToString()));
        var running = Directory.EnumerateDirectories("/proc")
            .Where(folder => int.TryParse(Path.GetFileName(folder), out _) && CommandLine(folder) is var words && words.Contains("control-plane") && words.Contains(home.Folder));
        Assert.Single(running);
    }

    private static string AssertRefused(Finished finished, string code)
    {
        Assert.True(finished.ExitCode != 0, finished.ToString());
        var said = finished.Output + finished.Error;
        Assert.Contains(code, said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
        return said;
    }

    private static string[] CommandLine(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline")).Split('\0');
        }
        catch (IOException)
        {
            return [];
        }
    }
}
