using MLPlatform.Plots.Output;

namespace MLPlatform.Magics.Tree;

/// <summary>What every command gives back: one line that says what happened, something to look at, a fold with details, and the object itself.</summary>
/// <param name="Line">Markdown, one sentence with counts, time taken, price and content hash where there are any.</param>
/// <param name="Value">What <c>-o VARIABLE</c> stores and <c>--json</c> prints.</param>
public sealed record CommandResult(string Line, object? Value = null, IReadOnlyList<IShown>? Shown = null, IReadOnlyList<string>? Details = null)
{
    /// <summary>The C# that does the same, shown in the fold.</summary>
    public string? CSharp { get; init; }
}
