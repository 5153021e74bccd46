using MLPlatform.Cli.Tests.Running;

namespace MLPlatform.Cli.Tests.Notebooks;

/// <summary>One headless run of a notebook in a home of its own, failed cells included.</summary>
public abstract class ExecutedNotebook(string name) : IAsyncLifetime
{
    public TestHome Home { get; } = new();

    /// <summary>Cell source → what it showed.</summary>
    public IReadOnlyDictionary<string, string> Shown { get; private set; } = new Dictionary<string, string>();

    public string Terminal { get; private set; } = "";

    protected abstract string[] Cells { get; }

    public async Task InitializeAsync()
    {
        await Home.InitializeAsync();
        Prepare();
        var notebook = NotebookText.Write(Home, name, Cells);
        var output = Path.Combine(Home.Work, "executed.ipynb");
        Terminal = (await Home.RunAsync("notebook", "run", notebook, "-o", output, "--keep-going", "--timeout", "90s")).ToString();
        Assert.True(File.Exists(output), Terminal);
        Shown = NotebookText.Shown(output);
    }

    public Task DisposeAsync() => Home.DisposeAsync();

    /// <summary>Writes the files the cells read.</summary>
    protected virtual void Prepare()
    {
    }
}
