using System.Text.RegularExpressions;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Text;
using MLPlatform.Jupyter;
using MLPlatform.Jupyter.Clients;
using MLPlatform.Kernel.Cells;
using MLPlatform.Kernel.Languages;
using MLPlatform.Kernel.Magics;
using MLPlatform.Kernel.Session;
using MLPlatform.Plots.Reports;

namespace MLPlatform.Kernel.Connections;

/// <summary><c>#!connect jupyter|sqlite|duckdb|postgres --kernel-name NAME …</c>: adds a language.</summary>
internal sealed partial class ConnectMagic(string? folder, TimeProvider time) : IMagic
{
    public const string Word = "connect";

    private const string Prefix = "sql-";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private static readonly string[] Kinds = ["jupyter", "sqlite", "duckdb", "postgres"];

    private static readonly string[] Options = ["--kernel-name", "--kernel-spec", "--url", "--token", "--bearer", "--init-script", "--connection-string"];

    public string Name => Word;

    public string Description => "adds a language: jupyter|sqlite|duckdb|postgres --kernel-name NAME [--kernel-spec SPEC [--url ADDRESS --token TOKEN]] [\"connection string\"]";

    public bool TakesBody(string arguments) => false;

    /// <summary>The selectors a line will add, for the rest of its own cell.</summary>
    public static IReadOnlyList<string> NamesOf(string arguments) => KernelName().Match(arguments) is { Success: true } match ? [match.Groups[1].Value, Prefix + match.Groups[1].Value] : [];

    public async Task RunAsync(MagicCall call, CancellationToken cancel)
    {
        var words = MagicWords.Parse(Name, call.Arguments, Options);
        var kind = words.First ?? throw new PlatformException(CommandErrors.MissingArgument, "`#!connect` lacks the kind of connection.", $"It connects {string.Join(", ", Kinds)}.");
        if (!Kinds.Contains(kind))
            throw new PlatformException(LanguageErrors.UnknownConnection, $"`#!connect` knows no `{kind}`.", Nearest.To(kind, Kinds) is { } near ? $"Did you mean `{near}`?" : $"It connects {string.Join(", ", Kinds)}.");
        var name = words.Option("--kernel-name") ?? throw new PlatformException(CommandErrors.MissingArgument, $"`#!connect {kind}` lacks `--kernel-name`.", $"Write `#!connect {kind} --kernel-name NAME …`.");
        CheckName(name, call.Session);
        var languages = call.Session.Languages;
        if (kind == "jupyter")
        {
            var language = await JupyterAsync(name, words, call, cancel);
            await languages.AddAsync(language);
            Say(call, name, language.Description);
            return;
        }

        var connection = words.Option("--connection-string") ?? (words.Rest.Count > 1 ? words.Rest[1] : throw new PlatformException(CommandErrors.MissingArgument, $"`#!connect {kind}` lacks the connection string.", $"Write `#!connect {kind} --kernel-name {name} \"…\"`."));
        ICellLanguage database = kind == "duckdb" ? OpenDuckDb(name, connection) : await OpenAsync(Prefix + name, kind, connection, cancel);
        await languages.AddAsync(database, kind == "duckdb" ? Prefix + name : name);
        Say(call, database.Name, database.Description);
    }

    public Completions Complete(string arguments, int position, INotebookValues values)
    {
        var start = arguments.AsSpan(0, position).LastIndexOf(' ') + 1;
        var typed = arguments[start..position];
        var before = arguments[..start].TrimEnd();
        IEnumerable<string> all = before.Length == 0 ? Kinds
            : before.EndsWith("--kernel-spec", StringComparison.Ordinal) ? InstalledKernel.All().Select(kernel => kernel.Name)
            : Options.Except(arguments.Split(' '));
        return new Completions(start, position, [.. all.Where(one => one.StartsWith(typed, StringComparison.Ordinal)).Select(one => new Completion(one, "magic"))]);
    }

    private static void Say(MagicCall call, string name, string what) => call.Output.Show(new Report($"**`#!{name}` is connected**: {what}").ToBundle());

    private static void CheckName(string name, NotebookSession session)
    {
        if (!ValidName().IsMatch(name))
            throw new PlatformException(LanguageErrors.BadKernelName, $"`{name}` cannot become `#!{name}`.", "Use letters, digits, _ and -, starting with a letter.");
        if (CellLanguages.ByName.ContainsKey(name) || session.Magics.Any(magic => magic.Name == name))
            throw new PlatformException(LanguageErrors.BadKernelName, $"`#!{name}` is taken.", $"Choose another name, such as `my-{name}`.");
    }

    private async Task<JupyterLanguage> JupyterAsync(string name, MagicWords words, MagicCall call, CancellationToken cancel)
    {
        var spec = words.Option("--kernel-spec") ?? throw new PlatformException(CommandErrors.MissingArgument, "`#!connect jupyter` lacks `--kernel-spec`.", $"Installed here: {string.Join(", ", InstalledKernel.All().Select(kernel => kernel.Name))}.");
        var client = new KernelClient(await ConnectAsync(spec, words, cancel), time);
        try
        {
            await client.StartAsync(StartLimit, cancel);
        }
        catch (KernelGoneException gone)
        {
            await client.DisposeAsync();
            throw new PlatformException(LanguageErrors.KernelDidNotStart, $"The kernel `{spec}` did not start. {gone.Message}", null, gone);
        }
        catch (OperationCanceledException)
        {
            await client.DisposeAsync();
            throw;
        }

        var language = new JupyterLanguage(name, client);
        if (words.Option("--init-script") is { } script)
            await language.RunAsync(new LanguageCall("", await File.ReadAllTextAsync(Path.GetFullPath(script, folder ?? Environment.CurrentDirectory), cancel), IsLast: false, call.Output, call.Values), cancel);
        return language;
    }

    private async Task<IKernelConnection> ConnectAsync(string spec, MagicWords words, CancellationToken cancel)
    {
        if (words.Option("--url") is { } url)
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
                throw new PlatformException(CommandErrors.BadValue, $"`--url {url}` is no address.", "Write http://host:8888.");
            try
            {
                return await ServerKernel.StartAsync(address, words.Option("--token") ?? words.Option("--bearer"), words.Option("--bearer") is null ? "token" : "Bearer", spec, time, cancel);
            }
            catch (KernelGoneException refused)
            {
                throw new PlatformException(LanguageErrors.ServerRefused, refused.Message, "Check `--url`, `--token` and `--kernel-spec`.", refused);
            }
        }

        var all = InstalledKernel.All();
        var installed = all.FirstOrDefault(kernel => string.Equals(kernel.Name, spec, StringComparison.OrdinalIgnoreCase))
            ?? throw new PlatformException(LanguageErrors.KernelSpecNotFound, $"No kernel `{spec}` is installed.", all.Count == 0 ? "No Jupyter kernel is installed here: `pip install ipykernel`, or Debian's python3-ipykernel." : Nearest.To(spec, all.Select(kernel => kernel.Name)) is { } near ? $"Did you mean `{near}`?" : $"Installed here: {string.Join(", ", all.Select(kernel => kernel.Name))}.");
        try
        {
            return await LocalKernel.StartAsync(installed, folder ?? Environment.CurrentDirectory, time, cancel);
        }
        catch (Exception failed) when (failed is KernelGoneException or JupyterProtocolException)
        {
            throw new PlatformException(LanguageErrors.KernelDidNotStart, $"The kernel `{spec}` did not start. {failed.Message}", null, failed);
        }
    }

    private SqlLanguage OpenDuckDb(string name, string connection)
    {
        var path = connection;
        foreach (var part in connection.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            if (part.Split('=', 2, StringSplitOptions.TrimEntries) is [var key, var value] && key.Replace(" ", "", StringComparison.Ordinal).Equals("DataSource", StringComparison.OrdinalIgnoreCase))
                path = value;
        var language = new SqlLanguage(folder, name, path == ":memory:" ? path : Path.GetFullPath(path, folder ?? Environment.CurrentDirectory));
        language.Open();
        return language;
    }

    private static async Task<DatabaseLanguage> OpenAsync(string name, string kind, string connection, CancellationToken cancel)
    {
        DatabaseLanguage language;
        try
        {
            language = kind == "sqlite"
                ? new DatabaseLanguage(name, "SQLite", DriverAssemblies.Sqlite(connection.Contains('=', StringComparison.Ordinal) ? connection : "Data Source=" + connection), DriverAssemblies.InterruptSqlite)
                : new DatabaseLanguage(name, "Postgres", DriverAssemblies.Postgres(connection), null);
        }
        catch (ArgumentException bad)
        {
            throw new PlatformException(CommandErrors.BadValue, $"The connection string cannot be read: {bad.Message}", kind == "sqlite" ? "Write \"Data Source=file.db\"." : "Write \"Host=…;Database=…;Username=…\".", bad);
        }

        try
        {
            await language.OpenAsync(cancel);
            return language;
        }
        catch
        {
            await language.DisposeAsync();
            throw;
        }
    }

    [GeneratedRegex(@"--kernel-name\s+""?([\w-]+)")]
    private static partial Regex KernelName();

    [GeneratedRegex(@"^[A-Za-z][\w-]*$")]
    private static partial Regex ValidName();
}
