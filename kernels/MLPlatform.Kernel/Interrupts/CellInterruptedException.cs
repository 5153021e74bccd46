namespace MLPlatform.Kernel.Interrupts;

/// <summary>Thrown by a poll inside an interrupted cell. User code that catches everything meets it again at its next poll.</summary>
public sealed class CellInterruptedException() : OperationCanceledException("The cell was interrupted.");
