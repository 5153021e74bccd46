using MLPlatform.Contracts.Errors;
using MLPlatform.Kernel.Session;

namespace MLPlatform.Kernel.Magics;

/// <summary><c>#!set --name x --value v</c>: a literal becomes a string; <c>@y</c> or <c>@csharp:y</c> is the value of another variable; <c>@input</c> and <c>@password</c> ask.</summary>
internal sealed class SetMagic : IMagic
{
    public string Name => "set";

    public string Description => "sets a variable: --name NAME --value TEXT|@variable|@input:\"prompt\"|@password:\"prompt\"";

    public bool TakesBody(string arguments) => false;

    public async Task RunAsync(MagicCall call, CancellationToken cancel)
    {
        var words = MagicWords.Parse(Name, call.Arguments, ["--name", "--value"], "--byref");
        var name = words.Option("--name") ?? words.First ?? throw Missing("--name");
        var text = words.Option("--value") ?? throw Missing("--value");
        object? value = text switch
        {
            _ when Prompt(text, "@input") is { } prompt => await call.Output.AskAsync(prompt, password: false, cancel),
            _ when Prompt(text, "@password") is { } prompt => await call.Output.AskAsync(prompt, password: true, cancel),
            ['@', .. var source] => await call.Session.Languages.FindAsync(source, call.Values, cancel),
            _ => text,
        };
        await call.Session.Languages.SetAsync(call.Language, name.TrimStart('@'), value, call.Values, cancel);
    }

    public Completions Complete(string arguments, int position, INotebookValues values) => NotebookReference.Complete(arguments, position, values);

    private static string? Prompt(string text, string kind) =>
        text == kind ? "Please enter a value for parameter: --value"
        : text.StartsWith(kind + ":", StringComparison.Ordinal) ? text[(kind.Length + 1)..]
        : null;

    private static PlatformException Missing(string option) => new(CommandErrors.MissingArgument, $"`#!set` lacks `{option}`.", "Write `#!set --name NAME --value VALUE`.");
}
