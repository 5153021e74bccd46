using System.Runtime.InteropServices;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.Frames.DuckDb;

/// <summary>One statement, ready to run once.</summary>
internal sealed unsafe class PreparedSql : IDisposable
{
    private readonly nint _connection;
    private nint _prepared;

    private PreparedSql(nint connection, nint prepared)
    {
        _connection = connection;
        _prepared = prepared;
    }

    /// <summary>Prepares the statements of <paramref name="sql"/> one by one, so that each sees what those before it did.</summary>
    /// <exception cref="PlatformException">DuckDB does not understand one.</exception>
    public static IEnumerable<(PreparedSql Statement, bool Last)> Split(nint connection, string sql)
    {
        var count = Native.ExtractStatements(connection, sql, out var statements);
        try
        {
            if (count == 0)
                throw Failure(ExtractMessage(statements) ?? "There is no statement in the query.");
            for (var i = 0UL; i < count; i++)
            {
                var failed = Native.PrepareExtracted(connection, statements, i, out var prepared) != 0;
                using var statement = new PreparedSql(connection, prepared);
                if (failed)
                    throw Failure(statement.PrepareMessage());
                if (count == 1)
                    statement.CastToText(sql);
                yield return (statement, i == count - 1);
            }
        }
        finally
        {
            Native.DestroyExtracted(ref statements);
        }
    }

    /// <param name="streaming">True hands rows out while the query runs; false computes all first.</param>
    /// <exception cref="PlatformException">The query failed.</exception>
    public SqlResult Run(bool streaming, CancellationToken cancellation)
    {
        nint pending;
        var failed = (streaming ? Native.PendingStreaming(_prepared, out pending) : Native.Pending(_prepared, out pending)) != 0;
        try
        {
            if (failed)
                throw Failure(Text(Native.PendingError(pending)));
            // A query forgets interrupts that came before it was pending, so the token is watched only from here on.
            using (cancellation.Register(() => Native.Interrupt(_connection)))
            {
                var broken = Native.ExecutePending(pending, out var native) != 0;
                var result = new SqlResult(_connection, native);
                if (!broken)
                    return result;
                using (result)
                {
                    cancellation.ThrowIfCancellationRequested();
                    throw Failure(result.Error());
                }
            }
        }
        finally
        {
            Native.DestroyPending(ref pending);
        }
    }

    public void Dispose() => Native.DestroyPrepare(ref _prepared);

    public static PlatformException Failure(string? message) => new(DataErrors.QueryFailed, (message ?? "The query failed.").TrimEnd());

    private static string? ExtractMessage(nint statements) => Text(Native.ExtractError(statements));

    private static string? Text(byte* utf8) => Marshal.PtrToStringUTF8((nint)utf8);

    private string? PrepareMessage() => Text(Native.PrepareError(_prepared));

    /// <summary>Wraps a SELECT whose result has types that a frame does not hold, such as lists, so that they come as text.</summary>
    private void CastToText(string sql)
    {
        var columns = (int)Native.PreparedColumnCount(_prepared);
        var cast = new bool[columns];
        for (var i = 0; i < columns; i++)
        {
            var type = Native.PreparedColumnType(_prepared, (ulong)i);
            cast[i] = type != DuckDbType.Invalid && !ColumnReaders.Reads(type);
        }

        if (!cast.Contains(true))
            return;
        var list = Enumerable.Range(0, columns).Select(i => $"{(cast[i] ? $"CAST(c{i} AS VARCHAR)" : $"c{i}")} AS {SqlText.Identifier(Text(Native.PreparedColumnName(_prepared, (ulong)i)) ?? $"c{i}")}");
        var names = Enumerable.Range(0, columns).Select(i => $"c{i}");
        var wrapped = $"SELECT {string.Join(", ", list)} FROM (\n{sql.TrimEnd().TrimEnd(';')}\n) AS t({string.Join(", ", names)})";
        if (Native.Prepare(_connection, wrapped, out var prepared) == 0)
            (_prepared, prepared) = (prepared, _prepared);
        // When it is not a SELECT the wrapped form does not parse; then reading the column says what to cast.
        Native.DestroyPrepare(ref prepared);
    }
}
