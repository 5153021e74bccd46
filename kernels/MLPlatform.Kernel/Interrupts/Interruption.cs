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

    /// <param name="cell">Gets the token that its awaits, queries and magics watch.</param>
    public async Task RunAsync(NotebookSession session, Func<CancellationToken, Task> cell)
    {
        // Not the caller's token: what waits on it would resume inside the caller's Cancel, before the polls know. Not disposed: background work of the cell may still watch it.
        var stop = new CancellationTokenSource();
        var scope = new CellScope(output, session, stop.Token);
        // A thread of its own: a busy cell must not take one of the few pool threads that answer the front end.
        var running = Task.Factory.StartNew(
            () =>
            {
                scope.Use();
                return cell(stop.Token);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach,
            TaskScheduler.Default).Unwrap();
        await using var registration = interrupt.Register(() => _ = StopAsync(scope, stop, running));
        await running;
    }

    private async Task StopAsync(CellScope scope, CancellationTokenSource stop, Task running)
    {
        var started = time.GetTimestamp();
        var told = false;
        CellPolls.Raise();
        try
        {
            _ = stop.CancelAsync();
            await Task.WhenAny(running, Task.Delay(Grace, time));
            while (!running.IsCompleted)
            {
                scope.WakeBlocked();
                if (!told && time.GetElapsedTime(started) > Patience)
                {
                    told = true;
                    output.Write("The cell does not stop: it is inside a call that cannot be interrupted. It ends when that call returns; restarting the kernel ends it now and loses all variables.\n", error: true);
                }

                await Task.WhenAny(running, Task.Delay(Grace, time));
            }

            // What the cell left running in the background polls too: it gets the time to notice.
            for (var left = time.GetTimestamp(); !scope.IsIdle && time.GetElapsedTime(left) < Patience;)
                await Task.Delay(Grace, time);
        }
        finally
        {
            CellPolls.Lower();
        }
    }
}
