using MLPlatform.Kernel.Session;

namespace MLPlatform.Kernel.Interrupts;

/// <summary>
/// The running cell as its own flow of control sees it: where output goes, whether it was interrupted, and which threads are inside it now.
/// It flows with the execution context, into tasks and threads the cell starts.
/// </summary>
/// <param name="outer">The scope this one is part of, when a cell runs code of its own: its threads are the outer cell's too.</param>
internal sealed class CellScope(ICellOutput output, NotebookSession session, CancellationToken interrupt, CellScope? outer = null)
{
    private static readonly AsyncLocal<CellScope?> Flow = new(Moved);

    private readonly HashSet<Thread> _inside = [];
    private readonly HashSet<Thread> _woken = [];
    private int _gate;

    public static CellScope? Current => Flow.Value;

    public static CancellationToken CurrentInterrupt => Flow.Value?.Interrupt ?? CancellationToken.None;

    public ICellOutput Output { get; } = output;

    public NotebookSession Session { get; } = session;

    public CancellationToken Interrupt { get; } = interrupt;

    public bool IsIdle
    {
        get
        {
            Enter();
            var idle = _inside.Count == 0;
            Exit();
            return idle;
        }
    }

    public static void ThrowIfInterrupted()
    {
        if (Flow.Value is { Interrupt.IsCancellationRequested: true })
            throw new CellInterruptedException();
    }

    /// <summary>Makes this the current scope until the calling async method returns.</summary>
    public void Use() => Flow.Value = this;

    /// <summary>Wakes threads of the cell that block in a sleep, a lock or a wait.</summary>
    public void WakeBlocked()
    {
        Enter();
        foreach (var thread in _inside)
        {
            if ((thread.ThreadState & ThreadState.WaitSleepJoin) != 0)
            {
                thread.Interrupt();
                _woken.Add(thread);
            }
        }

        Exit();
    }

    private static void Moved(AsyncLocalValueChangedArgs<CellScope?> change)
    {
        if (ReferenceEquals(change.PreviousValue, change.CurrentValue))
            return;
        change.PreviousValue?.Leave(Thread.CurrentThread);
        change.CurrentValue?.Arrive(Thread.CurrentThread);
    }

    private void Arrive(Thread thread)
    {
        outer?.Arrive(thread);
        Enter();
        _inside.Add(thread);
        Exit();
    }

    private void Leave(Thread thread)
    {
        outer?.Leave(thread);
        Enter();
        _inside.Remove(thread);
        var woken = _woken.Remove(thread);
        Exit();
        if (!woken)
            return;
        // The wake-up may not have been consumed; a pool thread must not carry it into someone else's wait.
        try
        {
            thread.Join(0);
        }
        catch (ThreadInterruptedException)
        {
        }
    }

    // A monitor would be interruptible by the very call it guards, and an exception in an AsyncLocal handler ends the process.
    private void Enter()
    {
        while (Interlocked.Exchange(ref _gate, 1) != 0)
            Thread.Yield();
    }

    private void Exit() => Volatile.Write(ref _gate, 0);
}
