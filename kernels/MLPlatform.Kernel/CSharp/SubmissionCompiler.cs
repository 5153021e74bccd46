using System.Collections.Immutable;
using System.Text;
using MLPlatform.Kernel.Interrupts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace MLPlatform.Kernel.CSharp;

/// <summary>Text in, a chained script compilation out. References and usings are given to the first submission only: later ones inherit them, and repeating them makes every cell slower.</summary>
internal sealed class SubmissionCompiler(Type globals, CellReferences framework, IReadOnlyList<string> usings, string folder)
{
    public static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Preview, DocumentationMode.Parse, SourceCodeKind.Script);

    private static readonly ImmutableArray<string> DefaultUsings =
        ["System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading.Tasks", "System.Linq"];

    private readonly CSharpCompilationOptions _options = new(
        OutputKind.DynamicallyLinkedLibrary,
        optimizationLevel: OptimizationLevel.Release,
        concurrentBuild: false,
        sourceReferenceResolver: new SourceFileResolver([], folder));

    private readonly string _prefix = "cell-" + Guid.NewGuid().ToString("N")[..8] + "-";

    public static SyntaxTree Parse(string text, CancellationToken cancel = default) =>
        SyntaxFactory.ParseSyntaxTree(SourceText.From(text, Encoding.UTF8), ParseOptions, cancellationToken: cancel);

    /// <summary>The compilation of a tree as the successor of <paramref name="previous"/>.</summary>
    public CSharpCompilation Chain(SyntaxTree tree, CSharpCompilation? previous, int number, IEnumerable<MetadataReference>? references = null)
    {
        var options = _options.WithScriptClassName("Submission#" + number).WithAllowUnsafe(MayBeUnsafe(tree.ToString()));
        if (previous is null)
        {
            options = options.WithUsings(DefaultUsings.AddRange(usings).Distinct());
            references = framework.First.Concat(references ?? []);
        }

        return CSharpCompilation.CreateScriptCompilation(_prefix + number, tree, references, options, previous, returnType: null, globals);
    }

    /// <returns>The submission and its image; the image is null when there is nothing to run.</returns>
    /// <exception cref="CellCompilationException">The text has errors.</exception>
    public (Submission Submission, MemoryStream? Image) Compile(string text, SubmissionOrigin origin, CSharpCompilation? previous, int number, IEnumerable<MetadataReference>? references, CancellationToken cancel)
    {
        var tree = Parse(text, cancel);
        var plain = Chain(tree, previous, number, references);
        if (tree.GetDiagnostics(cancel).All(one => one.Severity != DiagnosticSeverity.Error))
        {
            var polls = PollRewriter.Find(tree.GetRoot(cancel), () => plain.GetSemanticModel(tree));
            if (!polls.IsEmpty)
            {
                var polled = plain.ReplaceSyntaxTree(tree, Parse(polls.Apply(text), cancel));
                var submission = Describe(polled, polls);
                if (TryEmit(polled, out var image, out _, cancel))
                    return (submission, image);
                // Errors are reported from the text as written. Where only the polls are at fault, the cell runs without them.
            }
        }

        var asWritten = Describe(plain, null);
        return TryEmit(plain, out var bytes, out var errors, cancel) ? (asWritten, bytes) : throw new CellCompilationException(asWritten, errors);

        Submission Describe(CSharpCompilation compilation, Insertions? polls) => new()
        {
            Number = number,
            Origin = origin,
            Text = text,
            Compilation = compilation,
            Polls = polls,
        };
    }

    /// <summary>True when the text ends in an expression without a semicolon: the cell's result.</summary>
    public static ExpressionSyntax? TrailingExpression(SyntaxTree tree) =>
        tree.GetRoot() is CompilationUnitSyntax { Members: [.., GlobalStatementSyntax { Statement: ExpressionStatementSyntax { SemicolonToken.IsMissing: true } last }] } ? last.Expression : null;

    // The permission costs every assembly an attribute and the search for it: it is given where the word is written, or what #load brings may hold it.
    private static bool MayBeUnsafe(string text) => text.Contains("unsafe", StringComparison.Ordinal) || text.Contains("#load", StringComparison.Ordinal);

    private static bool TryEmit(CSharpCompilation compilation, out MemoryStream? image, out IReadOnlyList<Diagnostic> errors, CancellationToken cancel)
    {
        var stream = new MemoryStream();
        var result = compilation.Emit(stream, cancellationToken: cancel);
        errors = [.. result.Diagnostics.Where(one => one.Severity == DiagnosticSeverity.Error)];
        // Emit fails without errors when a submission has only usings or comments.
        image = result.Success ? stream : null;
        stream.Position = 0;
        return errors.Count == 0;
    }
}
