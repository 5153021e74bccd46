using EndToEndTests.Running;

namespace EndToEndTests.Jupyter;

/// <summary>The notebooks through nbclient: the library behind nbconvert and papermill.</summary>
public sealed class NbclientTests(PlatformHome home) : IClassFixture<PlatformHome>
{
    [Fact]
    public async Task First_cells_are_green()
    {
        var notebook = await RunAsync(Checkout.Notebook("first-cells.ipynb"), TimeSpan.FromMinutes(2));
        notebook.AssertGreen();
        Assert.Equal("2", notebook.With("1 + 1").Plain.Trim());
        Assert.Contains("42", notebook.With("#!sql").Plain, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Flight_delays_is_green()
    {
        var notebook = await RunAsync(Path.Combine(home.Notebooks, "flight-delays.ipynb"), TimeSpan.FromMinutes(8));
        notebook.AssertGreen();
        await FlightRecords.AssertRegistryAsync(home);
        await FlightRecords.AssertEndpointAnswersAsync(home);
    }

    private async Task<ExecutedNotebook> RunAsync(string notebook, TimeSpan deadline)
    {
        var environment = await InstalledKernel.InstallAsync(home);
        var output = Path.Combine(home.Scratch, Path.GetFileName(notebook));
        await using var run = new ChildProcess(InstalledKernel.Python, [Checkout.Driver("run_notebook.py"), notebook, output, "mlplatform"], environment, home.Notebooks);
        var finished = await run.EndAsync(deadline);
        Assert.True(finished.ExitCode == 0, finished.ToString());
        return ExecutedNotebook.Read(output);
    }
}
