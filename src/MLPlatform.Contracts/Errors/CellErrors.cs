namespace MLPlatform.Contracts.Errors;

/// <summary>Refusals of the notebook kernel: cells, directives, values.</summary>
public static class CellErrors
{
    public static readonly ErrorCode UnknownMagic = new("MLP-CELL-0001", "unknown magic command", "A line that starts with #! names a language or a magic this kernel does not have. #!lsmagic lists what there is.", 400);
    public static readonly ErrorCode ValueNotFound = new("MLP-CELL-0002", "no such value in the notebook", "An @name or a shared value refers to a variable no cell has set yet. Run the cell that sets it first; #!who lists the variables.", 400);
    public static readonly ErrorCode CellDoesNotCompile = new("MLP-CELL-0003", "the cell does not compile", "The compiler refused the cell before anything ran. The message shows the line and the compiler code.", 400);
    public static readonly ErrorCode UsesNotebookState = new("MLP-CELL-0004", "the cell uses notebook state that does not travel", "A training cell runs in a process of its own. Types, methods and usings of earlier cells travel with it; variables cross only by --in.", 400);
    public static readonly ErrorCode Interrupted = new("MLP-CELL-0005", "interrupted", "The cell was stopped by an interrupt. Variables keep the values they had.", 400);
    public static readonly ErrorCode KernelProtocol = new("MLP-CELL-0006", "malformed kernel message", "A message on the kernel sockets is unsigned, truncated or too large. It was dropped.", 400);
    public static readonly ErrorCode NotebookUnreadable = new("MLP-CELL-0007", "the notebook cannot be read", "The file is not a Jupyter notebook of format 4.", 400);
    public static readonly ErrorCode NotebookFailed = new("MLP-CELL-0008", "a cell of the notebook failed", "A headless run stops at the first failing cell. The executed notebook holds the error.", 400);
}
