using System.Text.RegularExpressions;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Text;
using MLPlatform.Frames;
using MLPlatform.Frames.DuckDb;
using MLPlatform.Kernel.Cells;
using MLPlatform.Kernel.Display;
using MLPlatform.Kernel.Session;

namespace MLPlatform.Kernel.Languages;

/// <summary>SQL on DuckDB: the notebook's frames by name, files by path, and Parquet and CSV files of the folder by their bare name. One connection a session, so tables stay.</summary>
/// <param name="folder">What relative names of files start from; null for the process's own.</param>
/// <param name="database">A DuckDB file that tables are kept in; null keeps them in memory.</param>
internal sealed partial class SqlLanguage(string? folder, string name = CellLanguages.Sql, string? database = null) : IValueLanguage
{
    private static readonly (string Extension, string Function)[] Files = [(".parquet", "read_parquet"), (".csv", "read_csv")];

    private readonly Lock _gate = new();
    private SqlEngine? _engine;

    public string Name => name;

    public string Description => database is null ? "SQL on DuckDB over the notebook's frames and files" : $"SQL on the DuckDB file {database}";

    /// <remarks>The selector's <c>-o NAME</c> or <c>--name NAME</c> keeps the last result as a frame.</remarks>
    public async Task RunAsync(LanguageCall call, CancellationToken cancel)
    {
        var keepAs = ResultName.Of(name, call.Arguments);
        if (string.IsNullOrWhiteSpace(call.Code))
            throw new PlatformException(CommandErrors.MissingArgument, $"The `#!{name}` part holds no query.", "Write it below the line.");
        var words = Words().Matches(call.Code).Select(match => match.Value.Trim('"')).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var frames = call.Values.All.Where(value => value.Value is Frame).ToArray();
        var result = Query(call.Code, [.. frames.Where(value => words.Contains(value.Name))], [.. frames.Select(frame => frame.Name)], cancel);
        if (keepAs is not null)
            await call.Values.SetAsync(keepAs, result, cancel);
        if (result.Count == 0)
            return;
        var bundle = FrameTable.Of(result).ToBundle();
        if (call.IsLast)
            call.Output.Result(bundle);
        else
            call.Output.Show(bundle);
    }

    /// <returns>The rows of a table.</returns>
    public Task<object?> GetAsync(string table, CancellationToken cancel) => Task.FromResult<object?>(Query($"SELECT * FROM {SqlText.Identifier(table)}", [], [], cancel));

    /// <summary>Keeps a frame as a table.</summary>
    public Task SetAsync(string table, object? value, CancellationToken cancel)
    {
        if (value is not Frame frame)
            throw new PlatformException(LanguageErrors.ValueNotShared, $"`{table}` is no frame, and a database keeps tables.", "Share a `Frame`.");
        const string Incoming = "incoming_frame";
        lock (_gate)
        {
            var engine = Engine();
            engine.Register(Incoming, frame);
            try
            {
                engine.Execute($"CREATE OR REPLACE TABLE {SqlText.Identifier(table)} AS SELECT * FROM {Incoming}", cancel);
            }
            finally
            {
                engine.Unregister(Incoming);
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>Opens the database now, so that a wrong path is said where it stands.</summary>
    public void Open()
    {
        lock (_gate)
            Engine();
    }

    public ValueTask DisposeAsync()
    {
        lock (_gate)
            _engine?.Dispose();
        return ValueTask.CompletedTask;
    }

    private Frame Query(string query, IReadOnlyList<NotebookValue> named, IReadOnlyList<string> frames, CancellationToken cancel)
    {
        lock (_gate)
        {
            var engine = Engine();
            var registered = new List<string>();
            try
            {
                foreach (var value in named)
                {
                    engine.Register(value.Name, (Frame)value.Value!);
                    registered.Add(value.Name);
                }

                ViewFiles(engine, query, registered);
                return engine.Query(query, cancel);
            }
            catch (PlatformException refused) when (refused.Code == DataErrors.QueryFailed && MissingTable().Match(refused.Problem) is { Success: true } missing && Nearest.To(missing.Groups[1].Value, frames) is { } near)
            {
                throw new PlatformException(DataErrors.QueryFailed, refused.Problem, $"Did you mean the frame `{near}`?", refused);
            }
            finally
            {
                foreach (var one in registered)
                    engine.Unregister(one);
            }
        }
    }

    // FROM flights reads flights.parquet or flights.csv when nothing else has that name. Views live as long as the session: the file is read anew by each query.
    private void ViewFiles(SqlEngine engine, string query, List<string> frames)
    {
        foreach (var table in Tables().Matches(query).Select(match => match.Groups["name"].Value.Trim('"')).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (frames.Contains(table, StringComparer.OrdinalIgnoreCase))
                continue;
            foreach (var (extension, function) in Files)
            {
                var file = Path.GetFullPath(table + extension, folder ?? Environment.CurrentDirectory);
                if (!File.Exists(file))
                    continue;
                var text = SqlText.Literal(table);
                if (engine.Query($"SELECT (SELECT count(*) FROM duckdb_tables() WHERE table_name = {text}) + (SELECT count(*) FROM duckdb_views() WHERE view_name = {text} AND NOT internal) AS n")["n"].ToDoubles()[0] == 0)
                    engine.Execute($"CREATE TEMP VIEW {SqlText.Identifier(table)} AS SELECT * FROM {function}({SqlText.Literal(file)})");
                break;
            }
        }
    }

    private SqlEngine Engine()
    {
        if (_engine is not null)
            return _engine;
        var engine = new SqlEngine();
        try
        {
            if (folder is not null)
                engine.Execute($"SET file_search_path = {SqlText.Literal(folder)}");
            if (database is not null)
                engine.Execute($"ATTACH {SqlText.Literal(database)} AS connected; USE connected");
            return _engine = engine;
        }
        catch
        {
            engine.Dispose();
            throw;
        }
    }

    [GeneratedRegex("""[A-Za-z_][A-Za-z0-9_]*|"[^"]+" """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Words();

    [GeneratedRegex("""\b(?:from|join)\s+(?<name>[A-Za-z_][A-Za-z0-9_]*|"[^"]+")(?!\s*[.(])""", RegexOptions.IgnoreCase)]
    private static partial Regex Tables();

    [GeneratedRegex(@"Table with name (\S+) does not exist")]
    private static partial Regex MissingTable();
}
