using System.CommandLine.Parsing;
using MLPlatform.Kernel.Magics;
using MLPlatform.Kernel.Session;
using MLPlatform.Magics.Tree;

namespace MLPlatform.Magics;

/// <summary><c>#!mlplatform</c>: the command tree in a cell. The tree is built on the first use, so that it costs a kernel's start nothing.</summary>
public sealed class PlatformMagic(Func<CommandTree> buildTree, Func<CommandTree, CommandRunner> buildRunner) : IMagic
{
    private readonly Lazy<(CommandTree Tree, CommandRunner Runner)> _commands = new(() =>
    {
        var tree = buildTree();
        return (tree, buildRunner(tree));
    });

    public string Name => "mlplatform";

    public string Description => "Features, training, models, endpoints, monitoring: `#!mlplatform --help`.";

    public bool TakesBody(string arguments) => _commands.Value.Tree.Find(Words(arguments))?.TakesBody ?? false;

    public Task RunAsync(MagicCall call, CancellationToken cancel) =>
        _commands.Value.Runner.RunAsync(Words(call.Arguments), call.Body, "#!mlplatform", call.Output, call.Session, cancel);

    public Completions Complete(string arguments, int position, INotebookValues values)
    {
        var typed = arguments[..position];
        var start = typed.LastIndexOf(' ') + 1;
        var word = typed[start..];
        var items = word.StartsWith('@')
            ? values.All.Select(value => new Completion("@" + value.Name, "variable", value.Type.Name))
            : _commands.Value.Tree.Complete(typed).Select(item => new Completion(item.Label, item.Label.StartsWith('-') ? "option" : "magic", item.Detail));
        return new Completions(start, position, [.. items.Where(item => item.Text.StartsWith(word, StringComparison.Ordinal))]);
    }

    private static string[] Words(string arguments) => [.. CommandLineParser.SplitCommandLine(arguments)];
}
