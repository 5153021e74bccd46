using MLPlatform.Contracts.Errors;
using MLPlatform.Kernel.Display;
using MLPlatform.Kernel.Session;

namespace MLPlatform.Kernel.Magics;

/// <summary><c>#!set --name x --value v</c>: a literal becomes a string; <c>@y</c> or <c>@csharp:y</c> is the value of another variable; <c>@input</c> and <c>@password</c> ask.</summary>
internal sealed class SetMagic : IMagic
{
    public string Name => "set";

    public string Description => "sets a variable: --name NAME --value TEXT|@variable|@input:\"prompt\"|@password:\"prompt\"";

    public string Usage => """
        --name NAME       the variable
        --value VALUE     text; @kernel:variable; @input or @input:"prompt"; @password or @password:"prompt"
        --byref           take the variable's object itself (the default within this kernel)
        --mime-type TYPE  take the variable as text of that type, such as application/json
        """;

    public bool AsksItself => true;

    public bool TakesBody(string arguments) => false;

    public async Task RunAsync(MagicCall call, CancellationToken cancel)
    {
        var words = MagicWords.Parse(Name, call.Arguments, ["--name", "--value", "--mime-type"], "--byref").AtMost(1, Name);
        var name = words.Option("--name") ?? words.First ?? throw Missing("--name");
        var text = words.Option("--value") ?? throw Missing("--value");
        var mime = words.Option("--mime-type");
        if (mime is not null && words.Options.ContainsKey("--byref"))
            throw new PlatformException(CommandErrors.BadValue, "`--byref` takes the object itself, `--mime-type` a text made of it: `#!set` cannot do both.", "Leave one of them out.");
        var languages = call.Session.Languages;
        object? value = InputTokens.Find(text, "--value") is { } question
            ? question.Password ? new PasswordString(await question.AskAsync(call.Output, cancel)) : await question.AskAsync(call.Output, cancel)
            : text is ['@', .. var source] ? await languages.FindAsync(source, call.Values, cancel) : text;
        await languages.SetAsync(call.Language, name.TrimStart('@'), mime is null || value is null ? value : Representation.Of(value, mime), call.Values, cancel);
    }

    public Completions Complete(string arguments, int position, INotebookValues values) => OptionCompletion.Of(arguments, position, ["--name", "--value", "--byref", "--mime-type"]) ?? NotebookReference.Complete(arguments, position, values);

    private static PlatformException Missing(string option) => new(CommandErrors.MissingArgument, $"`#!set` lacks `{option}`.", "Write `#!set --name NAME --value VALUE`.");
}
