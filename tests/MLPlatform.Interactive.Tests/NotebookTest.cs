using MLPlatform.Kernel.Session;

namespace MLPlatform.Interactive.Tests;

/// <summary>What cells of the tests see by name.</summary>
public sealed class TestGlobals
{
    public string Greeting { get; } = "hello";
}

/// <summary>One fresh session per test, with the notebook API at hand as the product has it.</summary>
public abstract class NotebookTest : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private protected NotebookSession Session { get; } = new(new SessionOptions(new TestGlobals(), [typeof(TestGlobals).Assembly], [], [], TimeProvider.System) { OnDemand = [OnDemandAssembly.NotebookApi(AppContext.BaseDirectory)] });

    private protected CellRecord Output { get; private set; } = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await Session.DisposeAsync();

    private protected async Task<CellResult> RunAsync(string code, params IEnumerable<string> answers)
    {
        Output = new CellRecord(answers);
        return await Session.RunAsync(new CellRequest(code), Output, CancellationToken.None).WaitAsync(Deadline, CancellationToken.None);
    }

    /// <returns>All that the cell showed, one line for each output.</returns>
    private protected async Task<string> ShownAsync(string code, params IEnumerable<string> answers)
    {
        var result = await RunAsync(code, answers);
        Assert.True(result.Status == CellStatus.Ok, string.Join("\n", result.Error?.Traceback ?? []) + result.Error?.Message);
        return Output.ToString();
    }
}
