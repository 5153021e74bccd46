using System.Globalization;
using MLPlatform.Contracts.Errors;
using MLPlatform.Kernel.CSharp;
using MLPlatform.Kernel.Session;
using Microsoft.CodeAnalysis;

namespace MLPlatform.Kernel.Closures;

/// <summary>Compiles a cell that is about to travel, without running it.</summary>
public static class ClosureCheck
{
    private const int Most = 3;

    /// <param name="code">C# as in a cell. Where it has directives, which only a running session follows, nothing is checked.</param>
    /// <param name="given">Variable → C# type, for what the session that runs it will hold.</param>
    /// <exception cref="PlatformException"><see cref="CellErrors.CellDoesNotCompile"/> with line and reason.</exception>
    public static void RequireCompiles(NotebookSession session, string code, IReadOnlyDictionary<string, string> given)
    {
        if (code.Split('\n').Any(line => line.StartsWith('#')))
            return;
        var before = SubmissionCompiler.Parse(string.Concat(given.Select(variable => $"{variable.Value} {variable.Key} = default!; ")));
        var tree = SubmissionCompiler.Parse(code);
        var errors = session.Chain.Speculate(tree, before).GetDiagnostics().Where(one => one.Severity == DiagnosticSeverity.Error).ToList();
        if (errors.Count == 0)
            return;
        var told = errors.Take(Most).Select(error => string.Create(CultureInfo.InvariantCulture, $"line {error.Location.GetLineSpan().StartLinePosition.Line + 1}: {error.Id} {error.GetMessage(CultureInfo.InvariantCulture)}"));
        throw new PlatformException(
            CellErrors.CellDoesNotCompile,
            $"The training cell does not compile. Below the magic's line, {string.Join("; ", told)}{(errors.Count > Most ? $"; and {errors.Count - Most} more" : "")}.",
            "Nothing was started.");
    }
}
