using System.Net.Sockets;
using MLPlatform.Contracts.Errors;
using MLPlatform.Frames;

namespace MLPlatform.Features.Online;

/// <summary>
/// Reads and writes the online store through the feature server's Unix socket. Safe for many threads at once; their requests share one connection
/// and don't wait for each other. A broken connection is opened again once per call: all requests may be carried out twice without harm.
/// </summary>
public sealed class OnlineFeatureClient : IAsyncDisposable
{
    private const int BatchRows = 100_000;
    private readonly string _socketPath;
    private readonly SemaphoreSlim _connecting = new(1);
    private OnlineConnection? _connection;

    private OnlineFeatureClient(string socketPath) => _socketPath = socketPath;

    /// <exception cref="PlatformException"><see cref="FeatureErrors.ServerDown"/>: nobody answers there.</exception>
    public static async Task<OnlineFeatureClient> ConnectAsync(string socketPath, CancellationToken cancel = default)
    {
        var client = new OnlineFeatureClient(socketPath);
        try
        {
            await client.OpenAsync(null, cancel);
            return client;
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            await client.DisposeAsync();
            throw client.Down(error);
        }
    }

    /// <summary>Makes a version of a view known; the same again does nothing.</summary>
    /// <exception cref="PlatformException">This version is online with other columns, or the server is down.</exception>
    public async Task PutViewAsync(OnlineView view, CancellationToken cancel = default) => await AskAsync(OnlineMessageKind.PutView, OnlineCodec.View(view), cancel);

    /// <summary>Every version of every view the store knows.</summary>
    /// <exception cref="PlatformException">The server is down.</exception>
    public async Task<IReadOnlyList<OnlineView>> ViewsAsync(CancellationToken cancel = default) =>
        OnlineCodec.ToViews((await AskAsync(OnlineMessageKind.Views, default, cancel)).Span);

    /// <summary>Writes rows; returns when they are on disk and would survive the server's death. Large frames go in several batches, each written whole or not at all.</summary>
    /// <param name="rows">Key columns, feature columns and, unless facts always hold, a timestamp column <c>event_time</c>. The last of several rows of one key counts.</param>
    /// <param name="progress">Told how many rows are durable.</param>
    /// <returns>Rows written; rows with a null key are left out.</returns>
    /// <exception cref="PlatformException">The view is not online, the rows don't fit it, or the server is down; batches written before stay.</exception>
    public async Task<long> WriteAsync(string view, int version, Frame rows, IProgress<long>? progress = null, CancellationToken cancel = default)
    {
        long written = 0;
        // Also for a frame without rows: the server checks its columns.
        for (var start = 0; start == 0 || start < rows.RowCount; start += BatchRows)
        {
            var batch = rows.RowCount <= BatchRows ? rows : rows.Slice(start, Math.Min(BatchRows, rows.RowCount - start));
            written += OnlineCodec.ToWritten((await AskAsync(OnlineMessageKind.Write, OnlineCodec.Write(view, version, batch), cancel)).Span);
            progress?.Report(written);
        }

        return written;
    }

    /// <summary>Reads rows of several views in one round trip.</summary>
    /// <param name="atMicros">Time of the reader, microseconds UTC, that ages are counted from; 0 for the server's now.</param>
    /// <returns>One answer per read, in their order.</returns>
    /// <exception cref="PlatformException">A view is not online, a key column is missing or of another type, or the server is down.</exception>
    public async Task<OnlineResult> ReadAsync(IReadOnlyList<OnlineRead> reads, long atMicros = 0, CancellationToken cancel = default) =>
        OnlineCodec.ToResult((await AskAsync(OnlineMessageKind.Read, OnlineCodec.Read(reads, atMicros), cancel)).Span);

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        _connecting.Dispose();
    }

    private async Task<ReadOnlyMemory<byte>> AskAsync(OnlineMessageKind kind, ReadOnlyMemory<byte> payload, CancellationToken cancel)
    {
        var connection = _connection;
        try
        {
            if (connection is { IsOpen: true })
            {
                try
                {
                    return await connection.AskAsync(kind, payload, cancel);
                }
                catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException)
                {
                    // The server may have been restarted since the last call.
                }
            }

            connection = await OpenAsync(connection, cancel);
            return await connection.AskAsync(kind, payload, cancel);
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException)
        {
            throw Down(error);
        }
    }

    private async Task<OnlineConnection> OpenAsync(OnlineConnection? broken, CancellationToken cancel)
    {
        await _connecting.WaitAsync(cancel);
        try
        {
            // Another caller may have opened it while this one waited.
            if (_connection is { IsOpen: true } open && open != broken)
                return open;
            if (_connection is not null)
                await _connection.DisposeAsync();
            return _connection = await OnlineConnection.OpenAsync(_socketPath, cancel);
        }
        finally
        {
            _connecting.Release();
        }
    }

    private PlatformException Down(Exception cause) =>
        new(FeatureErrors.ServerDown, $"The feature server does not answer at `{_socketPath}`.", "mlplatform status brings it back; its log is in the platform home under logs/.", cause);
}
