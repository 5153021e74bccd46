using MLPlatform.Kernel.Interrupts;
using MLPlatform.Plots.Output;
using MLPlatform.Plots.Reports;

namespace MLPlatform.Kernel.Display;

/// <summary>What every C# cell can call by name. The spelling is the one existing C# notebooks use.</summary>
public static class NotebookDisplay
{
    /// <summary>Shows a value now, in the running cell.</summary>
    /// <param name="mimeTypes">Only these representations; empty for all.</param>
    public static DisplayedValue display(object? value, params string[] mimeTypes)
    {
        var output = CellScope.Current?.Output;
        var displayed = new DisplayedValue(output, value, mimeTypes);
        var bundle = displayed.Choose(value);
        if (output is null)
            System.Console.WriteLine(bundle.Data[MimeBundle.Plain]);
        else
            output.Show(bundle, displayed.DisplayId);
        return displayed;
    }

    public static Markup HTML(string content) => Markup.Html(content);

    public static Markup CSS(string content) => Markup.Css(content);

    public static Markup Javascript(string content) => Markup.Script(content);

    /// <summary>Takes away what the cell has shown so far.</summary>
    /// <param name="wait">Only when the next output arrives, to avoid flicker.</param>
    public static void ClearOutput(bool wait = false) => CellScope.Current?.Output.Clear(wait);

    /// <summary>Asks the front end for a line of text.</summary>
    /// <exception cref="Contracts.Errors.PlatformException">No one can type.</exception>
    public static async Task<string> input(string prompt = "") =>
        CellScope.Current is { } cell ? await cell.Output.AskAsync(prompt, password: false, cell.Interrupt) : System.Console.ReadLine() ?? "";

    /// <summary>Asks the front end for a line of text that it does not show.</summary>
    /// <exception cref="Contracts.Errors.PlatformException">No one can type.</exception>
    public static async Task<string> password(string prompt = "") =>
        CellScope.Current is { } cell ? await cell.Output.AskAsync(prompt, password: true, cell.Interrupt) : System.Console.ReadLine() ?? "";
}
