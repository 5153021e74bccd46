using MLPlatform.Contracts.Errors;
using MLPlatform.Kernel.Session;

namespace MLPlatform.Kernel.Interrupts;

/// <summary>Runs a cell on a thread of its own and, once interrupted, gets it to stop without breaking what it shares with later cells.</summary>
internal sealed class Interruption(TimeProvider time, ICellOutput output, CancellationToken interrupt)
{
    // Polls and tokens come first; a thread that still blocks after this long is woken.
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static CellError Error { get; } = new(
        CellErrors.Interrupted.Id,
        "The cell was interrupted; variables keep the values they had.",
        ["\u001b[33mInterrupted.\u001b[0m Variables keep the values they had."]);

    public async Task RunAsync(CellScope scope, Func<Task> cell)
    {
        // A thread of its own: a busy cell must not take one of the few pool threads that answer the front end.
        var running = await Task.Factory.StartNew(Start, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        _ = StopAsync();
        await running;

        Task<Task> Outer() => Task.FromResult(cell());

        async Task StopAsync()
        {
            await Task.CompletedTask;
        }

        Task Start()
        {
            scope.Use();
            return Outer();
        }
    }
}
