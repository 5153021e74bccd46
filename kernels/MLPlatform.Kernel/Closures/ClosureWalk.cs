using MLPlatform.Kernel.CSharp;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MLPlatform.Kernel.Closures;

/// <summary>Follows names from a cell into earlier cells until nothing new turns up.</summary>
internal sealed class ClosureWalk(SubmissionChain chain, IReadOnlyCollection<string> allowed)
{
    private readonly HashSet<ISymbol> _seen = new(SymbolEqualityComparer.Default);
    private readonly Queue<(Submission Submission, SyntaxNode Node)> _open = [];

    /// <summary>Which top-level members of which submissions travel.</summary>
    public SortedSet<(int Submission, int Member)> Members { get; } = [];

    public SortedSet<string> Refused { get; } = new(StringComparer.Ordinal);

    public SortedSet<string> Variables { get; } = new(StringComparer.Ordinal);

    public SortedSet<string> Declarations { get; } = new(StringComparer.Ordinal);

    public void Start(string code)
    {
        var tree = SubmissionCompiler.Parse(code);
        Follow(chain.Speculate(tree).GetSemanticModel(tree), tree.GetRoot());
        while (_open.TryDequeue(out var next))
            Follow(next.Submission.Compilation.GetSemanticModel(next.Submission.Tree), next.Node);
    }

    private void Follow(SemanticModel model, SyntaxNode node)
    {
        foreach (var name in node.DescendantNodesAndSelf().OfType<SimpleNameSyntax>())
        {
            var info = model.GetSymbolInfo(name);
            if (info.Symbol is { } symbol)
                Meet(symbol);
            else
                foreach (var candidate in info.CandidateSymbols)
                    Meet(candidate);
        }

        // `new(…)`, `await`, `foreach` and operators use members of types no name mentions here; those types are named where they are declared.
        foreach (var creation in node.DescendantNodesAndSelf().OfType<ImplicitObjectCreationExpressionSyntax>())
            if (model.GetTypeInfo(creation).Type is { } type)
                Meet(type);
    }

    private void Meet(ISymbol symbol)
    {
        symbol = (symbol as IMethodSymbol)?.ReducedFrom ?? symbol;
        var declared = TopLevel(symbol.OriginalDefinition);
        if (declared is null || !_seen.Add(declared) || SubmissionOf(declared) is not { } submission)
            return;
        if (declared is not IMethodSymbol and not INamedTypeSymbol)
        {
            (allowed.Contains(declared.Name) ? Variables : Refused).Add(declared.Name);
            return;
        }

        foreach (var reference in declared.DeclaringSyntaxReferences)
        {
            var node = reference.GetSyntax();
            var member = node.AncestorsAndSelf().OfType<MemberDeclarationSyntax>().Last();
            var index = ((CompilationUnitSyntax)submission.Tree.GetRoot()).Members.IndexOf(member);
            Members.Add((submission.Number, index));
            Declarations.Add(declared.Name);
            _open.Enqueue((submission, member));
        }
    }

    /// <returns>The member of a submission's class that holds the symbol, or null for everything else.</returns>
    private static ISymbol? TopLevel(ISymbol symbol)
    {
        for (var one = symbol; one is not null; one = one.ContainingSymbol)
            if (one is { IsImplicitlyDeclared: false, ContainingSymbol: INamedTypeSymbol { IsScriptClass: true } })
                return one;
        return null;
    }

    // The cell itself is no submission of the chain: what it declares is its own.
    private Submission? SubmissionOf(ISymbol symbol) =>
        symbol.DeclaringSyntaxReferences is [{ } reference, ..] ? chain.Submissions.FirstOrDefault(one => one.Tree == reference.SyntaxTree) : null;
}
