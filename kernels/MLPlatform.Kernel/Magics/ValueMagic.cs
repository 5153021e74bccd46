using MLPlatform.Contracts.Errors;
using MLPlatform.Kernel.Session;
using MLPlatform.Plots.Output;

namespace MLPlatform.Kernel.Magics;

/// <summary><c>#!value --name x</c>: text as a variable, from the lines below, a file or the line itself.</summary>
internal sealed class ValueMagic(string? folder) : IMagic
{
    public string Name => "value";

    public string Description => "keeps text as a variable: --name NAME [--from-file PATH | --from-value TEXT]; else the lines below";

    public bool TakesBody(string arguments) => !arguments.Contains("--from-", StringComparison.Ordinal);

    public async Task RunAsync(MagicCall call, CancellationToken cancel)
    {
        var words = MagicWords.Parse(Name, call.Arguments, ["--name", "--from-file", "--from-value", "--mime-type"]);
        var name = words.Option("--name") ?? words.First
            ?? throw new PlatformException(CommandErrors.MissingArgument, "`#!value` lacks `--name`.", "Write `#!value --name NAME`.");
        var text = words.Option("--from-value") ?? (words.Option("--from-file") is { } file ? await ReadAsync(file, cancel) : call.Body);
        await call.Values.SetAsync(name, text, cancel);
        if (words.Option("--mime-type") is { } mime)
            call.Output.Show(new Plots.Reports.Markup(mime, text).ToBundle());
        else
            call.Output.Show(MimeBundle.OfText(text));
    }

    public Completions Complete(string arguments, int position, INotebookValues values) => new(position, position, []);

    private async Task<string> ReadAsync(string file, CancellationToken cancel)
    {
        try
        {
            return await File.ReadAllTextAsync(Path.GetFullPath(file, folder ?? Environment.CurrentDirectory), cancel);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PlatformException(DataErrors.FileUnreadable, $"`{file}` cannot be read.", error.Message, error);
        }
    }
}
