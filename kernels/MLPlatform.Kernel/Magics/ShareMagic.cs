using MLPlatform.Contracts.Errors;
using MLPlatform.Kernel.Session;

namespace MLPlatform.Kernel.Magics;

/// <summary><c>#!share x --from csharp --as y</c>. The languages here share their variables already, so it only renames.</summary>
internal sealed class ShareMagic : IMagic
{
    public string Name => "share";

    public string Description => "makes a variable known under another name: NAME --from KERNEL [--as NAME]";

    public bool TakesBody(string arguments) => false;

    public async Task RunAsync(MagicCall call, CancellationToken cancel)
    {
        var words = MagicWords.Parse(Name, call.Arguments, ["--name", "--from", "--as", "--mime-type"]);
        var name = words.Option("--name") ?? words.First
            ?? throw new PlatformException(CommandErrors.MissingArgument, "`#!share` lacks the name.", "Write `#!share NAME --from csharp`.");
        var value = NotebookReference.Find(name.TrimStart('@'), call.Values);
        if (words.Option("--as") is { } other && other != name)
            await call.Values.SetAsync(other, value, cancel);
    }

    public Completions Complete(string arguments, int position, INotebookValues values) => NotebookReference.Complete(arguments, position, values);
}
