using System.Globalization;
using System.Text;
using MLPlatform.Contracts.Errors;
using Microsoft.CodeAnalysis.CSharp;

namespace MLPlatform.Kernel.Notebooks;

/// <summary><c>-p name=value</c>: a cell of declarations behind the one tagged <c>parameters</c>.</summary>
internal static class NotebookParameters
{
    private const string Tag = "parameters";
    private const string InjectedTag = "injected-parameters";

    /// <exception cref="PlatformException">A name is no C# identifier.</exception>
    public static void Inject(NotebookFile notebook, IReadOnlyDictionary<string, string> parameters)
    {
        if (parameters.Count == 0)
            return;
        var source = new StringBuilder("// Parameters");
        foreach (var (name, value) in parameters)
        {
            if (!SyntaxFacts.IsValidIdentifier(name) || SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None)
                throw new PlatformException(CellErrors.ValueNotDeclared, $"The parameter `{name}` is no name for a C# variable.", "Use letters, digits and _, not starting with a digit.");
            source.Append("\nvar ").Append(name).Append(" = ").Append(Literal(value)).Append(';');
        }

        // A notebook that was executed before already has the cell.
        if (notebook.Cells.FirstOrDefault(cell => cell.Tags.Contains(InjectedTag)) is { } earlier)
            earlier.SetSource(source.ToString());
        else
            notebook.Insert(notebook.Cells.FirstOrDefault(cell => cell.Tags.Contains(Tag)), source.ToString(), InjectedTag);
    }

    /// <summary>Whole numbers, numbers and truth values as such, everything else as text.</summary>
    public static string Literal(string value)
    {
        if (value is "true" or "True")
            return "true";
        if (value is "false" or "False")
            return "false";
        if (int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var small))
            return small.ToString(CultureInfo.InvariantCulture);
        if (long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var large))
            return large.ToString(CultureInfo.InvariantCulture) + "L";
        if (value.Any(char.IsAsciiDigit) && double.TryParse(value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
            return number.ToString("R", CultureInfo.InvariantCulture) + "d";
        return SymbolDisplay.FormatLiteral(value, quote: true);
    }
}
