using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MLPlatform.Kernel.Interrupts;

/// <summary>
/// Finds where a cell's source gets polls: loops, jumps, methods, lambdas, awaits. Text is only inserted, never a line break, so every line keeps its number
/// and columns map back exactly.
/// </summary>
internal sealed class PollRewriter : CSharpSyntaxWalker
{
    private const string Polls = "global::MLPlatform.Kernel.Interrupts.CellPolls.";
    private const string Poll = Polls + "Poll(); ";

    private readonly Insertions _insertions = new();
    private readonly Func<SemanticModel> _model;

    private PollRewriter(Func<SemanticModel> model) => _model = model;

    /// <param name="root">A tree without syntax errors.</param>
    /// <param name="model">Called only when the cell has lambdas with an expression body: whether they return a value is not in the syntax.</param>
    public static Insertions Find(SyntaxNode root, Func<SemanticModel> model)
    {
        var rewriter = new PollRewriter(model);
        rewriter.Visit(root);
        return rewriter._insertions;
    }

    public override void VisitWhileStatement(WhileStatementSyntax node)
    {
        Embed(node.Statement);
        base.VisitWhileStatement(node);
    }

    public override void VisitDoStatement(DoStatementSyntax node)
    {
        Embed(node.Statement);
        base.VisitDoStatement(node);
    }

    public override void VisitForStatement(ForStatementSyntax node)
    {
        Embed(node.Statement);
        base.VisitForStatement(node);
    }

    public override void VisitForEachStatement(ForEachStatementSyntax node)
    {
        Embed(node.Statement);
        base.VisitForEachStatement(node);
    }

    public override void VisitForEachVariableStatement(ForEachVariableStatementSyntax node)
    {
        Embed(node.Statement);
        base.VisitForEachVariableStatement(node);
    }

    public override void VisitGotoStatement(GotoStatementSyntax node) => _insertions.Around(node.Span, "{ " + Poll, " }");

    public override void VisitMethodDeclaration(MethodDeclarationSyntax node)
    {
        Member(node.Body, node.ExpressionBody, node.SemicolonToken, node.ReturnType, node.Modifiers);
        base.VisitMethodDeclaration(node);
    }

    public override void VisitLocalFunctionStatement(LocalFunctionStatementSyntax node)
    {
        Member(node.Body, node.ExpressionBody, node.SemicolonToken, node.ReturnType, node.Modifiers);
        base.VisitLocalFunctionStatement(node);
    }

    public override void VisitConstructorDeclaration(ConstructorDeclarationSyntax node)
    {
        // An interrupt inside a type initializer would leave the type unusable for good.
        if (node.Modifiers.Any(SyntaxKind.StaticKeyword))
            return;
        Block(node.Body);
        base.VisitConstructorDeclaration(node);
    }

    // An exception on the finalizer thread ends the process.
    public override void VisitDestructorDeclaration(DestructorDeclarationSyntax node)
    {
    }

    public override void VisitAccessorDeclaration(AccessorDeclarationSyntax node)
    {
        Block(node.Body);
        base.VisitAccessorDeclaration(node);
    }

    public override void VisitOperatorDeclaration(OperatorDeclarationSyntax node)
    {
        Block(node.Body);
        base.VisitOperatorDeclaration(node);
    }

    public override void VisitAnonymousMethodExpression(AnonymousMethodExpressionSyntax node)
    {
        Block(node.Block);
        base.VisitAnonymousMethodExpression(node);
    }

    public override void VisitSimpleLambdaExpression(SimpleLambdaExpressionSyntax node)
    {
        if (Lambda(node))
            base.VisitSimpleLambdaExpression(node);
    }

    public override void VisitParenthesizedLambdaExpression(ParenthesizedLambdaExpressionSyntax node)
    {
        if (Lambda(node))
            base.VisitParenthesizedLambdaExpression(node);
    }

    public override void VisitAwaitExpression(AwaitExpressionSyntax node)
    {
        // Inside $"{…}" a bare `global::` would start a format string.
        if (node.Parent is InterpolationSyntax)
            _insertions.Around(node.Span, "(", ")");
        // The task is what an interrupt can end, not what ConfigureAwait makes of it.
        var task = node.Expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" } configured } ? configured.Expression : node.Expression;
        _insertions.Around(task.Span, Polls + "Awaited(", ")");
        base.VisitAwaitExpression(node);
    }

    private void Embed(StatementSyntax statement)
    {
        if (statement is BlockSyntax block)
            Block(block);
        else
            _insertions.Around(statement.Span, "{ " + Poll, " }");
    }

    private void Block(BlockSyntax? block)
    {
        if (block is not null)
            _insertions.Before(block.OpenBraceToken.Span.End, " " + Poll);
    }

    private void Member(BlockSyntax? body, ArrowExpressionClauseSyntax? arrow, SyntaxToken semicolon, TypeSyntax returns, SyntaxTokenList modifiers)
    {
        Block(body);
        if (arrow is null)
            return;
        var statement = returns is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword }
            || (modifiers.Any(SyntaxKind.AsyncKeyword) && returns is not GenericNameSyntax and not QualifiedNameSyntax { Right: GenericNameSyntax });
        // `=> e;` becomes `{ poll; return e; }`: the arrow and the semicolon are commented out, not removed, so that positions only ever move right.
        _insertions.Around(arrow.ArrowToken.Span, "/*", "*/");
        _insertions.Around(arrow.Expression.Span, "{ " + Poll + Lead(arrow.Expression, statement), "; }");
        _insertions.Around(semicolon.Span, "/*", "*/");
    }

    private bool Lambda(LambdaExpressionSyntax lambda)
    {
        if (lambda.Block is not null)
        {
            Block(lambda.Block);
            return true;
        }

        if (lambda.ExpressionBody is not { } body || body is RefExpressionSyntax)
            return true;
        // A lambda that becomes an expression tree must stay one expression, and so must all inside it.
        if (_model().GetTypeInfo(lambda).ConvertedType is not INamedTypeSymbol { DelegateInvokeMethod: { } invoke })
            return false;
        if (invoke.ReturnsByRef || invoke.ReturnsByRefReadonly)
            return true;
        var statement = invoke.ReturnsVoid || (!lambda.AsyncKeyword.IsKind(SyntaxKind.None) && invoke.ReturnType is INamedTypeSymbol { IsGenericType: false });
        _insertions.Around(body.Span, "{ " + Poll + Lead(body, statement), "; }");
        return true;
    }

    private static string Lead(ExpressionSyntax body, bool statement) => statement || body is ThrowExpressionSyntax ? "" : "return ";
}
