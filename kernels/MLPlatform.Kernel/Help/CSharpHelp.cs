using MLPlatform.Kernel.CSharp;
using MLPlatform.Kernel.Session;
using MLPlatform.Plots.Output;
using MLPlatform.Plots.Reports;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MLPlatform.Kernel.Help;

/// <summary>Completion and help for C#, from the compilation the text would have if it ran next. Compilations are immutable: this works while a cell runs.</summary>
internal sealed class CSharpHelp(SubmissionChain chain)
{
    private static readonly SymbolDisplayFormat Signature = SymbolDisplayFormat.CSharpErrorMessageFormat
        .WithMemberOptions(SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeContainingType | SymbolDisplayMemberOptions.IncludeConstantValue)
        .WithParameterOptions(SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName | SymbolDisplayParameterOptions.IncludeParamsRefOut | SymbolDisplayParameterOptions.IncludeDefaultValue | SymbolDisplayParameterOptions.IncludeExtensionThis)
        .WithKindOptions(SymbolDisplayKindOptions.IncludeTypeKeyword | SymbolDisplayKindOptions.IncludeNamespaceKeyword)
        .WithLocalOptions(SymbolDisplayLocalOptions.IncludeType);

    private static readonly string[] Keywords = [.. SyntaxFacts.GetKeywordKinds().Where(SyntaxFacts.IsReservedKeyword).Select(SyntaxFacts.GetText).Concat(["var", "await", "async", "record", "when", "where", "yield", "nameof"])];

    public Completions Complete(string text, int position, CancellationToken cancel)
    {
        var tree = SubmissionCompiler.Parse(text, cancel);
        var model = chain.Speculate(tree).GetSemanticModel(tree);
        var root = tree.GetRoot(cancel);
        if (IsText(root, position))
            return new Completions(position, position, []);
        var place = CSharpPlace.Find(root, text, position);
        var symbols = place.Qualifier is { } qualifier ? Members(model, qualifier, position, cancel) : model.LookupSymbols(position);
        var items = symbols
            .Where(symbol => symbol.CanBeReferencedByName && symbol.Name.StartsWith(place.Typed, StringComparison.OrdinalIgnoreCase))
            .GroupBy(symbol => symbol.Name, StringComparer.Ordinal)
            .Select(group => new Completion(group.Key, KindOf(group.First()), group.First().ToDisplayString(Signature) + (group.Count() > 1 ? $" (+{group.Count() - 1})" : "")));
        if (place.Qualifier is null && place.Typed.Length > 0)
            items = items.Concat(Keywords.Where(word => word.StartsWith(place.Typed, StringComparison.Ordinal)).Select(word => new Completion(word, "keyword")));
        return new Completions(place.Start, place.End, [.. items.OrderBy(item => !item.Text.StartsWith(place.Typed, StringComparison.Ordinal)).ThenBy(item => item.Text, StringComparer.OrdinalIgnoreCase)]);
    }

    /// <returns>Signature and summary of what the cursor is on, or of the call it is inside; null when there is nothing to say.</returns>
    public MimeBundle? Inspect(string text, int position, CancellationToken cancel)
    {
        var tree = SubmissionCompiler.Parse(text, cancel);
        var model = chain.Speculate(tree).GetSemanticModel(tree);
        var token = tree.GetRoot(cancel).FindToken(Math.Clamp(position > 0 && position <= text.Length && !At(text, position) ? position - 1 : position, 0, Math.Max(0, text.Length - 1)));
        for (var node = token.Parent; node is not null and not StatementSyntax and not CompilationUnitSyntax; node = node.Parent)
            if (SymbolsOf(model, node, cancel) is [_, ..] symbols)
                return Describe(symbols);
        return token.Parent is { } declared && model.GetDeclaredSymbol(declared, cancel) is { } symbol ? Describe([symbol]) : null;
    }

    private static bool At(string text, int position) => position < text.Length && SyntaxFacts.IsIdentifierPartCharacter(text[position]);

    private static bool IsText(SyntaxNode root, int position)
    {
        var trivia = root.FindTrivia(position > 0 ? position - 1 : 0);
        if (trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia))
            return true;
        var token = root.FindToken(position > 0 ? position - 1 : 0);
        return token.Kind() is SyntaxKind.StringLiteralToken or SyntaxKind.CharacterLiteralToken or SyntaxKind.InterpolatedStringTextToken or SyntaxKind.MultiLineRawStringLiteralToken or SyntaxKind.SingleLineRawStringLiteralToken
            && position < token.Span.End;
    }

    private static IEnumerable<ISymbol> Members(SemanticModel model, ExpressionSyntax qualifier, int position, CancellationToken cancel)
    {
        var info = model.GetSymbolInfo(qualifier, cancel);
        var type = model.GetTypeInfo(qualifier, cancel).Type;
        var symbol = info.Symbol ?? info.CandidateSymbols.FirstOrDefault();
        if ((symbol is null or { Kind: SymbolKind.ErrorType }) && (type is null or { TypeKind: TypeKind.Error }))
        {
            // `x.` before another line reads as a type name to the parser: bind the text as an expression.
            var expression = SyntaxFactory.ParseExpression(qualifier.ToString());
            symbol = model.GetSpeculativeSymbolInfo(qualifier.SpanStart, expression, SpeculativeBindingOption.BindAsExpression).Symbol;
            type = model.GetSpeculativeTypeInfo(qualifier.SpanStart, expression, SpeculativeBindingOption.BindAsExpression).Type;
        }

        if (symbol is INamespaceSymbol space)
            return model.LookupNamespacesAndTypes(position, space);
        if (symbol is ITypeSymbol named)
            return model.LookupStaticMembers(position, named);
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable && qualifier.Parent is ConditionalAccessExpressionSyntax)
            type = nullable.TypeArguments[0];
        return type is null ? [] : model.LookupSymbols(position, type, includeReducedExtensionMethods: true).Where(one => !one.IsStatic && one is not INamedTypeSymbol);
    }

    private static IReadOnlyList<ISymbol> SymbolsOf(SemanticModel model, SyntaxNode node, CancellationToken cancel)
    {
        if (node is ArgumentListSyntax { Parent: { } call })
            return [.. model.GetMemberGroup(call is InvocationExpressionSyntax invocation ? invocation.Expression : call, cancel)];
        if (node is not ExpressionSyntax expression)
            return [];
        var info = model.GetSymbolInfo(expression, cancel);
        return info.Symbol is { } symbol ? [symbol] : info.CandidateSymbols;
    }

    private static MimeBundle Describe(IReadOnlyList<ISymbol> symbols)
    {
        var lines = symbols.Take(8).Select(symbol => symbol.ToDisplayString(Signature)).ToList();
        if (symbols.Count > lines.Count)
            lines.Add($"… and {symbols.Count - lines.Count} more");
        if (DocumentationText.Of(symbols[0]) is { Length: > 0 } documentation)
            lines.AddRange(["", documentation]);
        return new PlainText(string.Join("\n", lines)).ToBundle();
    }

    private static string KindOf(ISymbol symbol) => symbol switch
    {
        IMethodSymbol => "function",
        INamespaceSymbol => "module",
        INamedTypeSymbol { TypeKind: TypeKind.Enum } => "enum",
        INamedTypeSymbol { TypeKind: TypeKind.Interface } => "interface",
        INamedTypeSymbol { TypeKind: TypeKind.Struct } => "struct",
        ITypeSymbol => "class",
        IPropertySymbol or IEventSymbol => "property",
        IParameterSymbol => "param",
        _ => "instance",
    };
}
