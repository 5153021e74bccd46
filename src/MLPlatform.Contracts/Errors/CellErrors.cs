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
    public static readonly ErrorCode PackagesNotHere = new("MLP-CELL-0009", "packages are not restored yet", "#r \"nuget:...\" and #i need the package restore that this version does not have. #r \"path.dll\" references a file.", 400);
    public static readonly ErrorCode ReferenceNotFound = new("MLP-CELL-0010", "a referenced assembly cannot be loaded", "#r names a file that does not exist or is not a .NET assembly. Paths are relative to the working folder.", 400);
    public static readonly ErrorCode NoInput = new("MLP-CELL-0011", "nobody can answer an input request", "The cell asks for a line of input, but it runs where no one can type: headless, or in a front end that takes no input.", 400);
    public static readonly ErrorCode CellTimedOut = new("MLP-CELL-0012", "a cell ran too long", "A headless run stops a cell after --timeout. The executed notebook holds what it had shown so far.", 408);
    public static readonly ErrorCode ValueNotDeclared = new("MLP-CELL-0013", "a value cannot become a variable", "The name is not a C# identifier, or no public type describes the value.", 400);
    public static readonly ErrorCode CommandFailed = new("MLP-CELL-0014", "a command of the notebook failed", "A directive or kernel that a cell of this notebook added ended by saying that it failed.", 400);
    public static readonly ErrorCode NotOfferedHere = new("MLP-CELL-0015", "a part of .NET Interactive's API is not offered", "Notebooks and extensions written for .NET Interactive run on this kernel's own parts; the message names the one that stands in.", 400);
}
