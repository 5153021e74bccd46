using MLPlatform.Contracts.Errors;
using MLPlatform.Kernel.Display;
using MLPlatform.Kernel.Session;

namespace MLPlatform.Kernel.Magics;

/// <summary><c>#!share x --from csharp --as y</c>. Copies a variable into the language of the text around it; C#, SQL and the markup languages share theirs.</summary>
internal sealed class ShareMagic : IMagic
{
    public string Name => "share";

    public string Description => "brings a variable of another language here: NAME --from KERNEL [--as NAME]";

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
        name = name.TrimStart('@');
        var from = words.Option("--from") is { } kernel && !name.Contains(':', StringComparison.Ordinal) ? $"{kernel}:{name}" : name;
        var languages = call.Session.Languages;
        var plain = name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..];
        var target = words.Option("--as") ?? plain;
        var value = await languages.FindAsync(from, call.Values, cancel);
        var mime = words.Option("--mime-type");
        if (mime is not null && value is not null)
            value = Representation.Of(value, mime);
        // Within the languages that share variables, the name alone is not news.
        if (mime is not null || target != plain || !languages.SharesVariables(call.Language) || !languages.SharesVariables(from.Contains(':', StringComparison.Ordinal) ? from.Split(':')[0] : "csharp"))
            await languages.SetAsync(call.Language, target, value, call.Values, cancel);
    }

    public Completions Complete(string arguments, int position, INotebookValues values) => NotebookReference.Complete(arguments, position, values);
}
