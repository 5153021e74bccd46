using System.Runtime.CompilerServices;

namespace MLPlatform.Kernel.Interrupts;

/// <summary>What the compiler's rewrite calls from loops, methods, lambdas and awaits of a cell. Public because cells are assemblies of their own.</summary>
public static class CellPolls
{
    // The one piece of static mutable state: a loop must learn of an interrupt by one load and one branch.
    // It counts interrupts in progress over all sessions; whose turn it is, the slow path asks the flow's own scope.
    private static int s_pending;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Poll()
    {
        if (Volatile.Read(ref s_pending) != 0)
            CellScope.ThrowIfInterrupted();
    }

    /// <summary>A task that also ends when the cell is interrupted; the work behind it goes on.</summary>
    public static Task Awaited(Task task) => task is null || task.IsCompleted ? task! : task.WaitAsync(CellScope.CurrentInterrupt);

    /// <inheritdoc cref="Awaited(Task)"/>
    public static Task<T> Awaited<T>(Task<T> task) => task is null || task.IsCompleted ? task! : task.WaitAsync(CellScope.CurrentInterrupt);

    /// <inheritdoc cref="Awaited(Task)"/>
    public static ValueTask Awaited(ValueTask task) => task.IsCompleted ? task : new ValueTask(task.AsTask().WaitAsync(CellScope.CurrentInterrupt));

    /// <inheritdoc cref="Awaited(Task)"/>
    public static ValueTask<T> Awaited<T>(ValueTask<T> task) => task.IsCompleted ? task : new ValueTask<T>(task.AsTask().WaitAsync(CellScope.CurrentInterrupt));

    /// <summary>Awaitables that are no tasks pass through.</summary>
    public static T Awaited<T>(T awaitable) => awaitable;

    internal static void Raise() => Interlocked.Increment(ref s_pending);

    internal static void Lower() => Interlocked.Decrement(ref s_pending);
}
