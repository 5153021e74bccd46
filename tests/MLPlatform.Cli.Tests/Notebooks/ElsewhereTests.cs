using MLPlatform.Cli.Tests.Running;
using MLPlatform.Targets.Tests.Containers;
using MLPlatform.Targets.Tests.JupyterServers;

namespace MLPlatform.Cli.Tests.Notebooks;

/// <summary>The cell that trains here, in a container without a network, and on the machine of a Jupyter server.</summary>
public sealed class ElsewhereTests(TestImage image, FarMachine machine) : IClassFixture<TestImage>, IClassFixture<FarMachine>, IAsyncLifetime
{
    private const string Cell = "\nConsole.WriteLine($\"training on {rows.RowCount} rows\");\nvar model = Trees.Fit(rows, label: \"late\", new() { Rounds = 5, Threads = 1 }, on: run);\nrun.Log(model.Evaluate(rows), \"test\");\nSystem.IO.File.WriteAllText(\"report.txt\", \"done\");\nreturn model;";

    private readonly TestHome _home = new();

    public Task InitializeAsync() => _home.InitializeAsync();

    public Task DisposeAsync() => _home.DisposeAsync();

    [Fact]
    public async Task Container_trains_the_same_cell_and_its_run_and_model_come_home()
    {
        if (image.Settings is null)
            return;
        await TrainsAsync("container", $"container-engine: {image.EngineLine}\ncontainer-image: {TestImage.Name}\n");
    }

    [Fact]
    public async Task Jupyter_server_trains_the_same_cell_and_its_run_and_model_come_home()
    {
        if (!FarMachine.IsThere)
            return;
        Directory.CreateDirectory(Path.Combine(_home.Folder, "secrets"));
        var secret = Path.Combine(_home.Folder, "secrets", "jupyter-token");
        await File.WriteAllTextAsync(secret, machine.Token);
        File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await TrainsAsync("jupyter", $"jupyter-url: {machine.Url}\njupyter-program: {RunningProgram.Path}\n");
        Assert.Empty(Directory.EnumerateFiles(machine.Files, "*", SearchOption.AllDirectories));
    }

    private async Task TrainsAsync(string target, string settings)
    {
        Directory.CreateDirectory(_home.Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await File.WriteAllTextAsync(Path.Combine(_home.Folder, "mlplatform.yaml"), settings);
        var train = $"#!mlplatform train --in @rows --name away --on {target} --memory 2GB --timeout 3m --out report.txt -o run{Cell}";
        const string Register = "#!mlplatform models register @run --name away";
        const string Deploy = "#!mlplatform endpoints deploy away@1 --name away";
        const string Run = "#!mlplatform runs show @run";
        const string Jobs = "#!mlplatform jobs list";
        var notebook = NotebookText.Write(
            _home,
            "away.ipynb",
            "var rows = new Frame(new Column<double>(\"distance\", Enumerable.Range(0, 300).Select(i => (double)i).ToArray()), new Column<int>(\"late\", Enumerable.Range(0, 300).Select(i => i > 150 ? 1 : 0).ToArray()));",
            train, Register, Deploy, Run, Jobs);
        var output = Path.Combine(_home.Work, "executed.ipynb");
        var terminal = await _home.RunAsync("notebook", "run", notebook, "-o", output, "--keep-going", "--timeout", "90s");
        var shown = NotebookText.Shown(output);

        Contains(shown[train], terminal, "training on 300 rows", "finished", $"on {target}", "test auc 1.000", "model recorded");
        Contains(shown[Register], terminal, "away@1 registered");
        Contains(shown[Deploy], terminal, "away is up");
        Contains(shown[Run], terminal, "test_auc", "learning_rate", $"mlplatform.target {target}", "finished");
        var job = shown[Jobs].Split('\n').Single(line => line.Contains(" away ", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries).First(word => word.Length > 30);
        await _home.SaysAsync("jobs", "fetch", job, "--to", _home.Work);
        Assert.Equal("done", await File.ReadAllTextAsync(Path.Combine(_home.Work, "report.txt")));
    }

    private static void Contains(string shown, Finished terminal, params string[] texts)
    {
        foreach (var text in texts)
            Assert.True(shown.Contains(text, StringComparison.Ordinal), $"`{text}` is not in\n{shown}\n\n{terminal}");
    }
}
