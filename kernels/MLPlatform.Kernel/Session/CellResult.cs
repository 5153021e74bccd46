namespace MLPlatform.Kernel.Session;

public enum CellStatus
{
    Ok,
    Error,
    Interrupted,
}

/// <summary>How a cell ended.</summary>
public sealed record CellResult(CellStatus Status, int ExecutionCount, CellError? Error = null, TimeSpan Elapsed = default);

/// <param name="Name">Exception type or error code: Jupyter's <c>ename</c>.</param>
/// <param name="Message">Jupyter's <c>evalue</c>.</param>
/// <param name="Traceback">Lines to show, the user's frames first; may hold ANSI colours.</param>
public sealed record CellError(string Name, string Message, IReadOnlyList<string> Traceback)
{
    /// <summary>Set when the cell was refused rather than failed: what is wrong and what to do.</summary>
    public Plots.Reports.Refusal? Refusal { get; init; }
}

/// <param name="Kernel">Language from the cell's metadata; null for the notebook's own.</param>
public sealed record CellRequest(string Code, string? Kernel = null, bool Silent = false, bool StoreHistory = true);

/// <param name="Start">First character the matches replace, in UTF-16 units.</param>
public sealed record Completions(int Start, int End, IReadOnlyList<Completion> Items);

/// <param name="Kind">Jupyter's type: function, property, class, keyword, magic, …</param>
public sealed record Completion(string Text, string Kind, string? Signature = null);

public enum Completeness
{
    Complete,
    Incomplete,
    Invalid,
}
