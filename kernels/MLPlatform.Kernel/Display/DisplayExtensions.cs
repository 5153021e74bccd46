using System.Collections;
using MLPlatform.Plots.Reports;

namespace MLPlatform.Kernel.Display;

/// <summary><c>x.Display()</c> and its kin.</summary>
public static class DisplayExtensions
{
    /// <inheritdoc cref="NotebookDisplay.display"/>
    public static DisplayedValue Display(this object? value, params string[] mimeTypes) => NotebookDisplay.display(value, mimeTypes);

    /// <summary>Shows the text as it is, as a given media type: <c>"**bold**".DisplayAs("text/markdown")</c>.</summary>
    public static DisplayedValue DisplayAs(this string value, string mimeType) => NotebookDisplay.display(new Markup(mimeType, value));

    /// <summary>Shows a table with one row per item and one column per public property.</summary>
    public static DisplayedValue DisplayTable(this IEnumerable items) => NotebookDisplay.display(SequenceTables.Tabular(items));
}
