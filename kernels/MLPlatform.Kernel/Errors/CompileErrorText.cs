using System.Globalization;
using MLPlatform.Contracts.Errors;
using MLPlatform.Kernel.CSharp;
using MLPlatform.Kernel.Session;

namespace MLPlatform.Kernel.Errors;

/// <summary>What the compiler said, with the cell's own line and a caret under the place.</summary>
internal static class CompileErrorText
{
    private const int Most = 10;

    public static CellError Of(CellCompilationException failure)
    {
        var lines = new List<string>();
        foreach (var error in failure.Errors.Take(Most))
        {
            var (line, column) = failure.Submission.Locate(error.Location.IsInSource ? error.Location.SourceSpan.Start : 0);
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"\u001b[31mline {line + 1}: error {error.Id}\u001b[0m: {error.GetMessage(CultureInfo.InvariantCulture)}"));
            if (!error.Location.IsInSource || error.Location.SourceTree != failure.Submission.Tree)
                continue;
            var source = LineOf(failure.Submission.Text, line - failure.Submission.Origin.Line);
            lines.Add("    " + source);
            var width = Math.Clamp(error.Location.SourceSpan.Length, 1, Math.Max(1, source.Length - column));
            lines.Add("    " + Blank(source, column) + "\u001b[31m" + new string('^', width) + "\u001b[0m");
            if (CompileSuggestion.For(error, failure.Submission.Compilation) is { } suggestion)
                lines.Add("    " + suggestion);
        }

        if (failure.Errors.Count > Most)
            lines.Add($"… and {failure.Errors.Count - Most} more errors");
        return new CellError(CellErrors.CellDoesNotCompile.Id, $"{failure.Errors[0].Id}: {failure.Message}", lines);
    }

    private static string LineOf(string text, int line) => text.Split('\n') is var all && line >= 0 && line < all.Length ? all[line].TrimEnd('\r') : "";

    // Tabs stay, so that the caret stands under its place at any tab width.
    private static string Blank(string source, int column) => string.Concat(source.Take(column).Select(letter => letter == '\t' ? '\t' : ' '));
}
