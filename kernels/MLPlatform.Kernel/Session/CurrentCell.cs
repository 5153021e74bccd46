using MLPlatform.Kernel.Interrupts;

namespace MLPlatform.Kernel.Session;

/// <summary>The cell the calling code runs for; it flows through awaits and into what the cell starts.</summary>
public static class CurrentCell
{
    /// <summary>Null outside a cell.</summary>
    public static ICellOutput? Output => CellScope.Current?.Output;

    /// <summary>Null outside a cell.</summary>
    public static NotebookSession? Session => CellScope.Current?.Session;

    public static CancellationToken Interrupt => CellScope.CurrentInterrupt;
}
