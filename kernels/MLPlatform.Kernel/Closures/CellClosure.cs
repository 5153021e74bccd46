using MLPlatform.Contracts.Errors;
using MLPlatform.Kernel.Session;

namespace MLPlatform.Kernel.Closures;

/// <summary>A cell that runs without its notebook: its own text plus the types and methods of earlier cells that it uses, directly or through each other.</summary>
/// <remarks>
/// Declarations follow the cell's text, so that its lines keep their numbers. Variables do not travel: those allowed by name are there as variables or
/// globals of the session that runs the closure.
/// </remarks>
public sealed record CellClosure
{
    /// <summary>One cell for a fresh session.</summary>
    public required string Source { get; init; }

    /// <summary>Namespaces, and types for <c>using static</c>, that earlier cells opened: usings of the fresh session.</summary>
    public required IReadOnlyList<string> Usings { get; init; }

    /// <summary>Allowed variables that are used.</summary>
    public required IReadOnlyList<string> Variables { get; init; }

    /// <summary>Declarations taken along, in the order they were made.</summary>
    public required IReadOnlyList<string> Declarations { get; init; }

    /// <param name="code">C# as in a cell.</param>
    /// <param name="allowed">Variables and globals that will be there.</param>
    /// <exception cref="PlatformException">The code, or something it uses, reads another variable of the notebook.</exception>
    public static CellClosure Build(NotebookSession session, string code, IReadOnlyCollection<string> allowed)
    {
        var walk = new ClosureWalk(session.Chain, allowed);
        walk.Start(code);
        if (walk.Refused.Count > 0)
        {
            var names = string.Join(", ", walk.Refused.Select(name => $"`{name}`"));
            throw new PlatformException(
                CellErrors.UsesNotebookState,
                $"The cell uses {names} of the notebook, which {(walk.Refused.Count == 1 ? "does" : "do")} not travel.",
                $"Pass a frame with `--in @{walk.Refused.First()}`, or set the value inside the cell.");
        }

        return ClosureText.Write(session.Chain, code, walk);
    }
}
