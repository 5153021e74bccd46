using MLPlatform.Kernel.Session;

namespace MLPlatform.Kernel.Magics;

/// <summary>A command that lives behind <c>#!name</c>. The kernel knows no product command; they register themselves.</summary>
public interface IMagic
{
    /// <summary>Without <c>#!</c>.</summary>
    string Name { get; }

    string Description { get; }

    /// <summary>True when the text below the line, up to the next directive, belongs to the command and is not run as code.</summary>
    bool TakesBody(string arguments);

    /// <summary>What <c>-h</c> shows below the description; null when the command answers <c>--help</c> itself.</summary>
    string? Usage => null;

    /// <summary>True when the command itself asks for what <c>@input</c> and <c>@password</c> on its line stand for; else they are replaced by what was typed.</summary>
    bool AsksItself => false;

    /// <exception cref="Contracts.Errors.PlatformException">Any refusal; shown without a stack trace.</exception>
    Task RunAsync(MagicCall call, CancellationToken cancel);

    /// <summary>Completions for the text after <c>#!name</c>; positions count from its first character.</summary>
    Completions Complete(string arguments, int position, INotebookValues values);
}

/// <param name="Arguments">The rest of the line after the name.</param>
/// <param name="Body">The text below the line when the command takes one, else empty.</param>
/// <param name="BodyLine">Zero-based line of the cell where the body starts.</param>
public sealed record MagicCall(string Arguments, string Body, int BodyLine, ICellOutput Output, INotebookValues Values, NotebookSession Session)
{
    /// <summary>The language of the text around the line: where <c>#!share</c> and <c>#!set</c> set a value.</summary>
    public string Language { get; init; } = "csharp";
}
