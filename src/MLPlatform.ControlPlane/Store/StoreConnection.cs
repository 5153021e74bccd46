using SQLitePCL;

namespace MLPlatform.ControlPlane.Store;

/// <summary>
/// One SQLite connection with its prepared statements. Not thread safe: whoever got it from <see cref="Database"/> owns it until the callback returns.
/// Parameters are written <c>?</c> and given in order: string, long, int, bool, double, byte[] or null.
/// </summary>
internal sealed class StoreConnection : IDisposable
{
    // Searches make new statement texts; past this many the idle ones are dropped.
    private const int MostStatements = 256;

    private readonly sqlite3 _handle;
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);

    private StoreConnection(sqlite3 handle) => _handle = handle;

    public bool InTransaction => raw.sqlite3_get_autocommit(_handle) == 0;

    public long LastInsertedRow => raw.sqlite3_last_insert_rowid(_handle);

    public static StoreConnection Open(string path, bool forReading)
    {
        NativeSqlite.EnsureLoaded();
        var code = raw.sqlite3_open_v2(path, out var handle, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_NOMUTEX, null);
        var connection = new StoreConnection(handle);
        try
        {
            if (code != raw.SQLITE_OK)
                throw connection.Refusal(code);
            connection.Run("PRAGMA busy_timeout = 20000");
            connection.Run("PRAGMA journal_mode = WAL");
            // FULL syncs the log at every commit: what was acknowledged survives a power cut, not only kill -9.
            connection.Run("PRAGMA synchronous = FULL");
            connection.Run("PRAGMA foreign_keys = ON");
            connection.Run("PRAGMA case_sensitive_like = ON");
            connection.Run("PRAGMA temp_store = MEMORY");
            if (forReading)
            {
                connection.Run("PRAGMA query_only = ON");
                // KiB. A page of a thousand runs with their metrics fits; times the readers that are kept it stays small.
                connection.Run("PRAGMA cache_size = -5000");
            }

            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Runs one or more statements without parameters and throws their rows away.</summary>
    public void Run(string sql)
    {
        var code = raw.sqlite3_exec(_handle, sql, null, null, out _);
        if (code != raw.SQLITE_OK)
            throw Refusal(code);
    }

    /// <returns>How many rows changed.</returns>
    public int Execute(string sql, params ReadOnlySpan<object?> parameters)
    {
        var statement = Rent(sql);
        try
        {
            BindAll(statement, parameters);
            while (statement.Step())
            {
            }

            return raw.sqlite3_changes(_handle);
        }
        finally
        {
            Return(sql, statement);
        }
    }

    public List<T> Query<T>(string sql, Func<Row, T> read, params ReadOnlySpan<object?> parameters)
    {
        var rows = new List<T>();
        var statement = Rent(sql);
        try
        {
            BindAll(statement, parameters);
            while (statement.Step())
                rows.Add(read(new Row(statement.Handle)));
            return rows;
        }
        finally
        {
            Return(sql, statement);
        }
    }

    /// <summary>Reads rows one by one without keeping them.</summary>
    public void ForEach(string sql, Action<Row> read, params ReadOnlySpan<object?> parameters)
    {
        var statement = Rent(sql);
        try
        {
            BindAll(statement, parameters);
            while (statement.Step())
                read(new Row(statement.Handle));
        }
        finally
        {
            Return(sql, statement);
        }
    }

    /// <returns>The first row, or default when there is none.</returns>
    public T? First<T>(string sql, Func<Row, T> read, params ReadOnlySpan<object?> parameters)
    {
        var statement = Rent(sql);
        try
        {
            BindAll(statement, parameters);
            return statement.Step() ? read(new Row(statement.Handle)) : default;
        }
        finally
        {
            Return(sql, statement);
        }
    }

    public bool Any(string sql, params ReadOnlySpan<object?> parameters) => First(sql, static _ => true, parameters);

    /// <returns>The first column of the first row as a number; 0 when there is no row.</returns>
    public long Number(string sql, params ReadOnlySpan<object?> parameters) => First(sql, static row => row.Long(0), parameters);

    /// <summary>Hands out the prepared statement for a loop that binds and steps it many times.</summary>
    public void Prepared(string sql, Action<Statement> use)
    {
        var statement = Rent(sql);
        try
        {
            use(statement);
        }
        finally
        {
            Return(sql, statement);
        }
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            _ = raw.sqlite3_finalize(statement.Handle);
        _statements.Clear();
        _ = raw.sqlite3_close_v2(_handle);
    }

    internal void Check(int code)
    {
        if (code != raw.SQLITE_OK)
            throw Refusal(code);
    }

    internal StoreException Refusal(int code) =>
        new(code & 0xFF, raw.sqlite3_extended_errcode(_handle), raw.sqlite3_errmsg(_handle).utf8_to_string());

    private static void BindAll(Statement statement, ReadOnlySpan<object?> parameters)
    {
        for (var i = 0; i < parameters.Length; i++)
            statement.Bind(i + 1, parameters[i]);
    }

    private Statement Rent(string sql)
    {
        if (_statements.TryGetValue(sql, out var kept) && !kept.InUse)
        {
            kept.InUse = true;
            return kept;
        }

        Check(raw.sqlite3_prepare_v2(_handle, sql, out var handle));
        return new Statement(this, handle) { InUse = true };
    }

    private void Return(string sql, Statement statement)
    {
        statement.Reset();
        _ = raw.sqlite3_clear_bindings(statement.Handle);
        statement.InUse = false;
        if (_statements.TryGetValue(sql, out var kept))
        {
            // The same text was running further out: this copy was only for the inner use.
            if (!ReferenceEquals(kept, statement))
                _ = raw.sqlite3_finalize(statement.Handle);
            return;
        }

        if (_statements.Count >= MostStatements)
            DropIdle();
        _statements[sql] = statement;
    }

    private void DropIdle()
    {
        foreach (var (sql, statement) in _statements.Where(pair => !pair.Value.InUse).ToList())
        {
            _ = raw.sqlite3_finalize(statement.Handle);
            _statements.Remove(sql);
        }
    }
}
