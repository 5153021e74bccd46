using MLPlatform.Contracts.Errors;
using MLPlatform.Kernel.Display;
using MLPlatform.Kernel.Session;

namespace MLPlatform.Kernel.Magics;

/// <summary><c>#!share x --from csharp --as y</c>. The languages here share their variables already, so it only renames.</summary>
internal sealed class ShareMagic : IMagic
{
    public string Name => "share";

    public string Description => "makes a variable known under another name: NAME --from KERNEL [--as NAME]";

    public string Usage => """
        --name NAME       the variable, or the name alone
        --from KERNEL     the language that holds it
        --as NAME         its name from now on
        --mime-type TYPE  share it as text of that type, such as application/json
        """;

    public bool TakesBody(string arguments) => false;

    public async Task RunAsync(MagicCall call, CancellationToken cancel)
    {
        var words = MagicWords.Parse(Name, call.Arguments, ["--name", "--from", "--as", "--mime-type"]).AtMost(1, Name);
        var name = words.Option("--name") ?? words.First
            ?? throw new PlatformException(CommandErrors.MissingArgument, "`#!share` lacks the name.", "Write `#!share NAME --from csharp`.");
        var value = NotebookReference.Find(name.TrimStart('@'), call.Values);
        var target = words.Option("--as") ?? name.TrimStart('@');
        if (words.Option("--mime-type") is { } mime)
            await call.Values.SetAsync(target, Representation.Of(value, mime), cancel);
        else if (target != name.TrimStart('@'))
            await call.Values.SetAsync(target, value, cancel);
    }

    public Completions Complete(string arguments, int position, INotebookValues values) => NotebookReference.Complete(arguments, position, values);
}
