using MLPlatform.Kernel.Interrupts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MLPlatform.Kernel.CSharp;

/// <summary>Where a submission's text comes from, for messages.</summary>
/// <param name="Cell">Execution count; 0 for text no user wrote.</param>
/// <param name="Line">Zero-based line of the cell where the text starts.</param>
internal sealed record SubmissionOrigin(int Cell, int Line)
{
    public static readonly SubmissionOrigin Internal = new(0, 0);
}

/// <summary>One compiled piece of C#; its compilation stays as the next one's past.</summary>
internal sealed class Submission
{
    public required int Number { get; init; }

    public required SubmissionOrigin Origin { get; init; }

    public required string Text { get; init; }

    public required CSharpCompilation Compilation { get; init; }

    /// <summary>From positions of the compiled text back to <see cref="Text"/>; null when nothing was inserted.</summary>
    public required Insertions? Polls { get; init; }

    /// <summary>Null when there was nothing to run, as for a cell of usings.</summary>
    public Type? Type { get; init; }

    /// <summary>The instance whose fields are the cell's variables, once it started.</summary>
    public object? State { get; set; }

    public SyntaxTree Tree => Compilation.SyntaxTrees[0];

    /// <summary>Zero-based line of the cell and column for a position of the compiled text.</summary>
    public (int Line, int Column) Locate(int position)
    {
        var original = Polls?.Original(position) ?? position;
        var before = Text.AsSpan(0, Math.Min(original, Text.Length));
        var newline = before.LastIndexOf('\n');
        return (before.Count('\n') + Origin.Line, before.Length - newline - 1);
    }
}
