using MLPlatform.Kernel.Magics;
using MLPlatform.Kernel.Session;

namespace MLPlatform.Kernel.Tests.Session;

/// <summary>What cells of the tests see by name.</summary>
public sealed class TestGlobals
{
    public string Greeting { get; } = "hello";
}

/// <summary>One fresh session per test.</summary>
public abstract class SessionTest : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private NotebookSession? _session;

    internal NotebookSession Session => _session ??= new NotebookSession(new SessionOptions(new TestGlobals(), [typeof(TestGlobals).Assembly], ["System.IO"], Magics, TimeProvider.System));

    internal RecordedOutput Output { get; private set; } = new();

    private protected virtual IReadOnlyList<IMagic> Magics => [];

    public virtual Task InitializeAsync() => Task.CompletedTask;

    public virtual async Task DisposeAsync() => await Session.DisposeAsync();

    internal async Task<CellResult> RunAsync(string code, string? kernel = null, CancellationToken interrupt = default)
    {
        Output = new RecordedOutput();
        return await Session.RunAsync(new CellRequest(code, kernel), Output, interrupt).WaitAsync(Deadline, CancellationToken.None);
    }

    internal async Task<string?> EvaluateAsync(string code)
    {
        var result = await RunAsync(code);
        Assert.True(result.Status == CellStatus.Ok, string.Join("\n", result.Error?.Traceback ?? []));
        return Output.Plain;
    }
}
