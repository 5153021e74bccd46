using System.Data.Common;
using System.Text.RegularExpressions;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Text;
using MLPlatform.Frames;
using MLPlatform.Kernel.Display;
using MLPlatform.Kernel.Languages;
using MLPlatform.Kernel.Session;

namespace MLPlatform.Kernel.Connections;

/// <summary>SQL on a database that <c>#!connect</c> opened. <c>@name</c> in a query is the notebook's variable, bound as a parameter and never pasted.</summary>
/// <param name="interrupt">Ends the running statement where the driver's own cancellation does not.</param>
internal sealed partial class DatabaseLanguage(string name, string kind, DbConnection connection, Action<DbConnection>? interrupt) : IValueLanguage
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Dictionary<string, Frame> _results = new(StringComparer.Ordinal);

    public string Name => name;

    public string Description => $"SQL on {kind}";

    /// <exception cref="PlatformException">The database does not answer or refuses.</exception>
    public async Task OpenAsync(CancellationToken cancel)
    {
        try
        {
            await connection.OpenAsync(cancel);
        }
        // Drivers report a host that is down by the exceptions of the sockets below them.
        catch (Exception refused) when (refused is DbException or System.Net.Sockets.SocketException or IOException or TimeoutException)
        {
            throw Refused(refused);
        }
    }

    public async Task RunAsync(LanguageCall call, CancellationToken cancel)
    {
        var keepAs = ResultName.Of(name, call.Arguments);
        if (string.IsNullOrWhiteSpace(call.Code))
            throw new PlatformException(CommandErrors.MissingArgument, $"The `#!{name}` part holds no statement.", "Write it below the line.");
        await _turn.WaitAsync(cancel);
        try
        {
            var results = await QueryAsync(call.Code, call.Values, cancel);
            if (keepAs is not null && results.Count > 0)
            {
                _results[keepAs] = results[^1];
                await call.Values.SetAsync(keepAs, results[^1], cancel);
            }

            for (var i = 0; i < results.Count; i++)
            {
                var bundle = FrameTable.Of(results[i]).ToBundle();
                if (call.IsLast && i == results.Count - 1)
                    call.Output.Result(bundle);
                else
                    call.Output.Show(bundle);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <returns>A result that was kept by <c>--name</c>.</returns>
    public Task<object?> GetAsync(string result, CancellationToken cancel)
    {
        if (_results.TryGetValue(result, out var frame))
            return Task.FromResult<object?>(frame);
        var nearest = Nearest.To(result, _results.Keys);
        throw new PlatformException(CellErrors.ValueNotFound, $"`{name}` keeps no result `{result}`.", nearest is null ? $"Keep one with `#!{name} --name {result}`." : $"Did you mean `{nearest}`?");
    }

    public Task SetAsync(string variable, object? value, CancellationToken cancel) => throw new PlatformException(
        LanguageErrors.ValueNotShared,
        $"`{name}` has no variables.",
        $"Use `@{variable}` in a query: the notebook's variable is bound as a parameter.");

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        _turn.Dispose();
    }

    private async Task<IReadOnlyList<Frame>> QueryAsync(string sql, INotebookValues values, CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 0;
        Bind(command, sql, values);
        await using var stop = cancel.Register(() => interrupt?.Invoke(connection));
        try
        {
            // A provider without asynchronous calls would hold the caller's thread, which the interrupt needs.
            return await Task.Run(() => ReadAsync(command, cancel), CancellationToken.None);
        }
        catch (DbException) when (cancel.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancel);
        }
        catch (DbException refused)
        {
            throw Refused(refused);
        }
    }

    private static async Task<IReadOnlyList<Frame>> ReadAsync(DbCommand command, CancellationToken cancel)
    {
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var results = new List<Frame>();
        do
        {
            if (reader.FieldCount > 0)
                results.Add(await ReaderFrame.ReadAsync(reader, cancel));
        }
        while (await reader.NextResultAsync(cancel));
        return results;
    }

    private static void Bind(DbCommand command, string sql, INotebookValues values)
    {
        foreach (var variable in Variables().Matches(sql).Select(match => match.Groups[1].Value).Where(one => one.Length > 0).Distinct(StringComparer.Ordinal))
        {
            if (!values.TryGet(variable, out var value))
                continue;
            if (value is Frame)
                throw new PlatformException(LanguageErrors.ValueNotShared, $"`@{variable}` is a frame, and a parameter is one value.", "Query frames with `#!sql`.");
            var parameter = command.CreateParameter();
            parameter.ParameterName = variable;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }
    }

    private PlatformException Refused(Exception error) => new(LanguageErrors.DatabaseRefused, $"{kind} refused: {error.Message}", null, error);

    // Quoted text is stepped over: an @ in it is no parameter.
    [GeneratedRegex("""'(?:[^']|'')*'|"[^"]*"|--[^\n]*|@([A-Za-z_]\w*)""")]
    private static partial Regex Variables();
}
