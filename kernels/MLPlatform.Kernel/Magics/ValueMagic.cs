using MLPlatform.Contracts.Errors;
using MLPlatform.Kernel.Session;
using MLPlatform.Plots.Output;
using MLPlatform.Plots.Reports;

namespace MLPlatform.Kernel.Magics;

/// <summary><c>#!value --name x</c>: text as a variable, from the lines below, a file, an address or the line itself.</summary>
internal sealed class ValueMagic(string? folder) : IMagic
{
    private static readonly string[] Sources = ["--from-url", "--from-file", "--from-value"];

    public string Name => "value";

    public string Description => "keeps text as a variable: --name NAME [--from-file PATH | --from-url URL | --from-value TEXT]; else the lines below";

    public string Usage => """
        --name NAME         the variable
        --from-file PATH    the text of a file
        --from-url URL      what an address answers
        --from-value TEXT   the text itself, also @input
        --mime-type TYPE    how it is shown, such as application/json or text/csv
        """;

    public bool TakesBody(string arguments) => !arguments.Contains("--from-", StringComparison.Ordinal);

    public async Task RunAsync(MagicCall call, CancellationToken cancel)
    {
        var words = MagicWords.Parse(Name, call.Arguments, ["--name", "--from-url", "--from-file", "--from-value", "--mime-type"]).AtMost(1, Name);
        var name = words.Option("--name") ?? words.First
            ?? throw new PlatformException(CommandErrors.MissingArgument, "`#!value` lacks `--name`.", "Write `#!value --name NAME`.");
        if (Sources.Where(words.Options.ContainsKey).ToArray() is [var one, var other, ..])
            throw new PlatformException(CommandErrors.BadValue, $"`{one}` and `{other}` each say where the value comes from.", "Give one of them.");
        var (text, mime) = words.Option("--from-url") is { } url ? await FetchAsync(url, cancel)
            : words.Option("--from-file") is { } file ? (await ReadAsync(file, cancel), null)
            : (words.Option("--from-value") ?? call.Body, null);
        await call.Values.SetAsync(name, text, cancel);
        var shownAs = words.Option("--mime-type") ?? mime ?? MimeBundle.Plain;
        call.Output.Show(new Markup(shownAs, text).ToBundle());
    }

    public Completions Complete(string arguments, int position, INotebookValues values) =>
        OptionCompletion.Of(arguments, position, ["--name", .. Sources, "--mime-type"]) ?? new Completions(position, position, []);

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

    private static async Task<(string Text, string? Mime)> FetchAsync(string url, CancellationToken cancel)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new PlatformException(CommandErrors.BadValue, $"`--from-url {url}` is no http address.", "Write it whole, with http:// or https://.");
        try
        {
            using var client = new HttpClient();
            using var response = await client.GetAsync(address, cancel);
            if (!response.IsSuccessStatusCode)
                throw new PlatformException(DataErrors.FileUnreadable, $"`{url}` answered {(int)response.StatusCode}.", "Check the address.");
            return (await response.Content.ReadAsStringAsync(cancel), response.Content.Headers.ContentType?.MediaType);
        }
        catch (HttpRequestException error)
        {
            throw new PlatformException(DataErrors.FileUnreadable, $"`{url}` cannot be reached.", error.Message, error);
        }
    }
}
