using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MLPlatform.Kernel.Help;

/// <summary>The C# around a cursor: which name is being typed, and what stands before its dot.</summary>
/// <param name="Start">Where the typed name starts.</param>
/// <param name="End">Where the name at the cursor ends.</param>
/// <param name="Qualifier">The expression before the dot, or null.</param>
internal sealed record CSharpPlace(int Start, int End, string Typed, ExpressionSyntax? Qualifier)
{
    public static CSharpPlace Find(SyntaxNode root, string text, int position)
    {
        var (start, end) = (position, position);
        while (start > 0 && SyntaxFacts.IsIdentifierPartCharacter(text[start - 1]))
            start--;
        while (end < text.Length && SyntaxFacts.IsIdentifierPartCharacter(text[end]))
            end++;
        var before = start == 0 ? default : root.FindToken(start - 1);
        // Blanks between the dot and the name are unusual but legal.
        if (!before.IsKind(SyntaxKind.DotToken) && start > 0 && before.Span.End > 0 && before.Span.End <= start && char.IsWhiteSpace(text[start - 1]))
            before = root.FindToken(before.Span.End - 1);
        return new CSharpPlace(start, end, text[start..position], before.IsKind(SyntaxKind.DotToken) ? QualifierOf(before.Parent) : null);
    }

    private static ExpressionSyntax? QualifierOf(SyntaxNode? dotted) => dotted switch
    {
        MemberAccessExpressionSyntax access => access.Expression,
        QualifiedNameSyntax name => name.Left,
        MemberBindingExpressionSyntax binding => binding.Ancestors().OfType<ConditionalAccessExpressionSyntax>().FirstOrDefault(conditional => conditional.WhenNotNull.Span.Contains(binding.Span))?.Expression,
        _ => null,
    };
}
