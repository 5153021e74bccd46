using System.CommandLine;

namespace MLPlatform.Magics.Tree;

/// <summary>One command of the tree, the same in a cell and in the shell.</summary>
#pragma warning disable CA1010 // The base class enumerates its symbols for collection initialisers only.
public abstract class PlatformCommand : Command
#pragma warning restore CA1010
{
    /// <param name="examples">Whole lines without <c>#!mlplatform</c>; <c>--help</c> shows them.</param>
    protected PlatformCommand(string name, string summary, params string[] examples)
        : base(name, summary) => Examples = examples;

    public IReadOnlyList<string> Examples { get; }

    /// <summary>True when the text below the line belongs to the command.</summary>
    public virtual bool TakesBody => false;

    /// <summary>True when that text comes on standard input in the shell, and was not given another way.</summary>
    public virtual bool ReadsInput(ParseResult parsed) => false;

    public Option<string?> OutputVariable { get; } = new("-o", "--output") { Description = "Store the result in this notebook variable.", HelpName = "VARIABLE" };

    public Option<bool> Json { get; } = new("--json") { Description = "Print the result as JSON." };

    /// <exception cref="Contracts.Errors.PlatformException">Any refusal.</exception>
    public abstract Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancel);
}
