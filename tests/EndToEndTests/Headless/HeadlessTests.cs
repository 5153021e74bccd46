using EndToEndTests.Running;

namespace EndToEndTests.Headless;

/// <summary><c>mlplatform notebook run</c> with no Python and no Jupyter in reach.</summary>
public sealed class HeadlessTests(PlatformHome home) : IClassFixture<PlatformHome>
{
    [Fact]
    public async Task First_cells_run_and_show_what_they_compute()
    {
        var notebook = await RunAsync(Checkout.Notebook("first-cells.ipynb"), TimeSpan.FromMinutes(2));
        notebook.AssertGreen();
        Assert.Equal("2", notebook.With("1 + 1").Plain.Trim());
        Assert.Contains("42", notebook.With("#!sql").Plain, StringComparison.Ordinal);
        Assert.Contains("<table", notebook.With("#!sql").Html, StringComparison.Ordinal);
        Assert.True(notebook.With("Figure.Bar").Shows("application/vnd.plotly.v1+json"));
        Assert.Contains("control plane", notebook.With("#!mlplatform status").Plain, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Flight_delays_is_green_and_its_endpoint_outlives_it()
    {
        var notebook = await RunAsync(Path.Combine(home.Notebooks, "flight-delays.ipynb"), TimeSpan.FromMinutes(8));
        notebook.AssertGreen();
        Assert.Contains("sha256", notebook.With("#!mlplatform features pull").Plain, StringComparison.Ordinal);
        Assert.Contains("http://127.0.0.1:", notebook.With("#!mlplatform endpoints deploy").Plain, StringComparison.Ordinal);
        Assert.True(notebook.With("Figure.Bar").Shows("application/vnd.plotly.v1+json"));
        Assert.Contains("drift", notebook.With("#!mlplatform monitor").Plain, StringComparison.Ordinal);
        Assert.Contains("sha256", notebook.With("#!mlplatform models lineage").Plain, StringComparison.Ordinal);
        await FlightRecords.AssertRegistryAsync(home);
        await FlightRecords.AssertEndpointAnswersAsync(home);
        await FlightRecords.AssertTakenPortIsRefusedAsync(home);
        await FlightRecords.AssertEndpointHealsAsync(home);
    }

    private async Task<ExecutedNotebook> RunAsync(string notebook, TimeSpan deadline)
    {
        var output = Path.Combine(home.Scratch, Path.GetFileName(notebook));
        var bare = new Dictionary<string, string?>(home.Environment) { ["PATH"] = Directory.CreateDirectory(Path.Combine(home.Scratch, "no-programs")).FullName };
        await using var run = new ChildProcess(Checkout.Program, ["notebook", "run", notebook, "-o", output], bare, home.Notebooks);
        var finished = await run.EndAsync(deadline);
        Assert.True(finished.ExitCode == 0, finished.ToString());
        return ExecutedNotebook.Read(output);
    }
}
