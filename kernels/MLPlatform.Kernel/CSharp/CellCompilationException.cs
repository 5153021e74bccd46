using Microsoft.CodeAnalysis;

namespace MLPlatform.Kernel.CSharp;

/// <summary>The compiler refused a submission; nothing of it ran.</summary>
internal sealed class CellCompilationException(Submission submission, IReadOnlyList<Diagnostic> errors) : Exception(errors[0].GetMessage(System.Globalization.CultureInfo.InvariantCulture))
{
    public Submission Submission { get; } = submission;

    public IReadOnlyList<Diagnostic> Errors { get; } = errors;
}
