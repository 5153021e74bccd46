using System.Text;
using MLPlatform.Kernel.CSharp;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MLPlatform.Kernel.Closures;

/// <summary>Puts a closure's source together.</summary>
internal static class ClosureText
{
    public static CellClosure Write(SubmissionChain chain, string code, ClosureWalk walk)
    {
        var originals = chain.Submissions.Where(one => one.Origin != SubmissionOrigin.Internal)
            .ToDictionary(one => one.Number, one => (CompilationUnitSyntax)SubmissionCompiler.Parse(one.Text).GetRoot());
        var usings = originals.Values.SelectMany(root => root.Usings).ToArray();
        var source = new StringBuilder();
        foreach (var alias in usings.Where(one => one.Alias is not null).Select(one => one.ToString()).Distinct())
            source.Append(alias).Append(' ');
        source.Append(WithResult(code)).Append('\n');
        // The members of the rewritten tree and of the text as written are the same, one by one.
        foreach (var (submission, member) in walk.Members)
            source.Append(originals[submission].Members[member].ToFullString().Trim()).Append('\n');
        foreach (var path in chain.ReferencedFiles)
            source.Append("#r \"").Append(path).Append("\"\n");
        return new CellClosure
        {
            Source = source.ToString(),
            Usings = [.. usings.Where(one => one.Alias is null && one.NamespaceOrType is not null).Select(one => one.NamespaceOrType.ToString()).Distinct()],
            Variables = [.. walk.Variables],
            Declarations = [.. walk.Declarations],
        };
    }

    // With declarations behind it, a trailing expression would no longer be trailing.
    private static string WithResult(string code) => SubmissionCompiler.TrailingExpression(SubmissionCompiler.Parse(code)) is { } expression
        ? code[..expression.SpanStart] + "return " + expression + ";" + code[expression.Span.End..]
        : code;
}
