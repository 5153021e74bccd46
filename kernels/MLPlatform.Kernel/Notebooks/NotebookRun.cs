using MLPlatform.Kernel.Session;

namespace MLPlatform.Kernel.Notebooks;

/// <summary>How a headless run goes about it.</summary>
public sealed record NotebookRunOptions
{
    /// <summary>Values for the cell behind the one tagged <c>parameters</c>; numbers and truth values by their spelling, else text.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>Longest time for one cell.</summary>
    public TimeSpan? CellTimeout { get; init; }

    /// <summary>Go on behind a failed cell.</summary>
    public bool KeepGoing { get; init; }

    /// <summary>Sees every output as it comes, such as a terminal.</summary>
    public ICellOutput? Mirror { get; init; }

    /// <summary>Called before and after each code cell.</summary>
    public Action<CellProgress>? Progress { get; init; }
}

/// <param name="Number">From 1, among the code cells.</param>
/// <param name="FirstLine">First line of the cell that says something.</param>
/// <param name="Result">Null before the cell runs.</param>
public sealed record CellProgress(int Number, int Count, string FirstLine, CellResult? Result);

/// <param name="Index">Position in the notebook, from 0.</param>
public sealed record CellReport(int Index, string FirstLine, CellResult Result);

/// <param name="ExitCode">0 when all cells ran, 1 when one failed, 130 when the run was interrupted.</param>
public sealed record NotebookRunResult(int ExitCode, IReadOnlyList<CellReport> Cells, TimeSpan Elapsed)
{
    /// <summary>First lines of the code cells that were not reached, with their positions.</summary>
    public IReadOnlyList<(int Index, string FirstLine)> NotRun { get; init; } = [];

    public CellReport? Failed => Cells.FirstOrDefault(cell => cell.Result.Status != CellStatus.Ok);
}
