using MLPlatform.Kernel.Interrupts;
using MLPlatform.Kernel.Session;
using MLPlatform.Plots.Output;
using MLPlatform.Plots.Reports;

namespace MLPlatform.Kernel.Display;

/// <summary>What every C# cell can call by name. The spelling is the one existing C# notebooks use.</summary>
/// <remarks>
/// No static class: the notebook API of .NET Interactive has the same members on its <c>Kernel</c>. A type that inherits them can be imported beside this
/// one without making each name ambiguous, because <c>using static</c> takes only what a type declares itself.
/// </remarks>
#pragma warning disable CA1052
public class NotebookDisplay
#pragma warning restore CA1052
{
    protected NotebookDisplay()
    {
    }

    /// <summary>Shows a value now, in the running cell.</summary>
    /// <param name="mimeTypes">Only these representations; empty for all.</param>
    public static DisplayedValue display(object? value, params string[] mimeTypes)
    {
        if (CellScope.Current?.Output is { } output)
            return DisplayedValue.Show(output, value, mimeTypes);
        var displayed = new DisplayedValue(null, value, mimeTypes);
        System.Console.WriteLine(displayed.Shown.Data[MimeBundle.Plain]);
        return displayed;
    }

    /// <summary>Text that is HTML already.</summary>
    public static Markup HTML(string content) => Markup.Html(content);

    /// <summary>Adds a style sheet to the page.</summary>
    public static void CSS(string content) => display(Markup.Css(content));

    /// <summary>Runs a script in the page.</summary>
    public static void Javascript(string scriptContent) => display(Markup.Script(scriptContent));

    /// <summary>Takes away what the cell has shown so far.</summary>
    /// <param name="wait">Only when the next output arrives, to avoid flicker.</param>
    public static void ClearOutput(bool wait = false) => CellScope.Current?.Output.Clear(wait);

    /// <summary>Asks the front end for a line of text.</summary>
    /// <exception cref="Contracts.Errors.PlatformException">No one can type.</exception>
    public static Task<string> input(string prompt = "") => AskAsync(prompt, password: false);

    /// <summary>Asks the front end for a line of text that it does not show.</summary>
    /// <exception cref="Contracts.Errors.PlatformException">No one can type.</exception>
    public static Task<string> password(string prompt = "") => AskAsync(prompt, password: true);

    /// <inheritdoc cref="input"/>
    /// <param name="typeHint">What kind of text is meant, such as <c>file</c> or <c>date</c>; <c>password</c> is not shown as it is typed.</param>
    public static Task<string> GetInputAsync(string prompt = "", string typeHint = "text") => AskAsync(prompt, password: typeHint == "password");

    /// <inheritdoc cref="password"/>
    public static async Task<PasswordString> GetPasswordAsync(string prompt = "") => new(await AskAsync(prompt, password: true));

    private static async Task<string> AskAsync(string prompt, bool password) =>
        CellScope.Current is { } cell ? await cell.Output.AskAsync(prompt, password, cell.Interrupt) : System.Console.ReadLine() ?? "";
}
