using MLPlatform.Contracts.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MLPlatform.Kernel.Errors;

/// <summary>What to do about a name the compiler does not know: the namespace that has it, or the name that was meant.</summary>
internal static class CompileSuggestion
{
    private const int MostNamespaces = 2;

    /// <returns>Null when there is nothing better to say than the compiler did.</returns>
    public static string? For(Diagnostic error, CSharpCompilation compilation)
    {
        if (error.Location.SourceTree is not { } tree || !compilation.ContainsSyntaxTree(tree))
            return null;
        var node = tree.GetRoot().FindNode(error.Location.SourceSpan, getInnermostNodeForTie: true);
        if (node.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().FirstOrDefault() is not { Identifier.ValueText: { Length: > 0 } name } written)
            return null;
        var model = compilation.GetSemanticModel(tree);
        return error.Id switch
        {
            "CS0103" or "CS0246" => MissingUsing(compilation, name) ?? DidYouMean(name, model.LookupSymbols(written.SpanStart).Select(symbol => symbol.Name)),
            "CS1061" or "CS0117" => DidYouMean(name, MembersBeside(model, written)),
            "CS0234" when written.Parent is QualifiedNameSyntax { Left: var left } => DidYouMean(name, MembersOf(model.GetSymbolInfo(left).Symbol)),
            "CS0234" when written.Parent is MemberAccessExpressionSyntax { Expression: var left } => DidYouMean(name, MembersOf(model.GetSymbolInfo(left).Symbol)),
            _ => null,
        };
    }

    private static string? MissingUsing(Compilation compilation, string name)
    {
        var found = new List<string>();
        Search(compilation.GlobalNamespace);
        // The framework's own first, and of those the one people mean: the shortest.
        var best = found.OrderBy(one => !one.StartsWith("System", StringComparison.Ordinal)).ThenBy(one => one.Length).ThenBy(one => one, StringComparer.Ordinal).Take(MostNamespaces).ToArray();
        return best.Length == 0 ? null : $"Add {string.Join(" or ", best.Select(one => $"`using {one};`"))}.";

        void Search(INamespaceSymbol space)
        {
            if (!space.IsGlobalNamespace && space.GetTypeMembers(name).Any(type => type.DeclaredAccessibility == Accessibility.Public))
                found.Add(space.ToDisplayString());
            foreach (var inner in space.GetNamespaceMembers())
                Search(inner);
        }
    }

    private static IEnumerable<string> MembersBeside(SemanticModel model, SimpleNameSyntax written)
    {
        if (written.Parent is not MemberAccessExpressionSyntax access)
            return [];
        var type = model.GetTypeInfo(access.Expression).Type ?? model.GetSymbolInfo(access.Expression).Symbol as ITypeSymbol;
        return type is null ? [] : model.LookupSymbols(written.SpanStart, type, includeReducedExtensionMethods: true).Select(symbol => symbol.Name);
    }

    private static IEnumerable<string> MembersOf(ISymbol? symbol) => symbol is INamespaceOrTypeSymbol container ? container.GetMembers().Select(member => member.Name) : [];

    private static string? DidYouMean(string name, IEnumerable<string> known) =>
        Nearest.To(name, known.Where(one => one != name && SyntaxFacts.IsValidIdentifier(one)).Distinct()) is { } nearest ? $"Did you mean `{nearest}`?" : null;
}
