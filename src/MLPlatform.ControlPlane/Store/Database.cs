using System.Collections.Concurrent;
using System.Threading.Channels;

namespace MLPlatform.ControlPlane.Store;

/// <summary>
/// The control plane's one SQLite file: MLflow's tables and ours. One writer, which commits the requests that wait together as one transaction and
/// acknowledges them only after the commit is on disk; any number of readers, each on a consistent snapshot.
/// </summary>
internal sealed class Database : IAsyncDisposable
{
    private const int MostReaders = 8;
    private const int LargestGroup = 512;

    private readonly StoreConnection _writer;
    private readonly ConcurrentBag<StoreConnection> _readers = [];
    private readonly Channel<PendingWrite> _queue = Channel.CreateUnbounded<PendingWrite>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _writing;
    private int _idleReaders;

    private Database(string path, StoreConnection writer)
    {
        Path = path;
        _writer = writer;
        _writing = Task.Run(WriteGroupsAsync);
    }

    public string Path { get; }

    /// <summary>Creates the file, or opens and migrates it after a backup.</summary>
    /// <exception cref="Contracts.Errors.PlatformException">The store is newer than this program, damaged, or on a full or read-only disk.</exception>
    public static Database Open(string path, TimeProvider time) => Open(path, time, Migrations.PlatformMigrations.All);

    public static Database Open(string path, TimeProvider time, IReadOnlyList<Migrations.IMigration> migrations)
    {
        try
        {
            var writer = StoreFile.Open(path, time, migrations);
            return new Database(path, writer);
        }
        catch (StoreException e)
        {
            throw e.Told(path);
        }
    }

    /// <summary>Runs <paramref name="work"/> in a transaction. When it throws, its own changes are undone and nobody else's.</summary>
    /// <returns>After the changes are on disk. Keep the work short: all writers wait for it.</returns>
    public Task<T> WriteAsync<T>(Func<StoreConnection, T> work, CancellationToken cancel = default)
    {
        var pending = new PendingWrite<T>(work, cancel);
        ObjectDisposedException.ThrowIf(!_queue.Writer.TryWrite(pending), this);
        return pending.Answer;
    }

    public Task WriteAsync(Action<StoreConnection> work, CancellationToken cancel = default) =>
        WriteAsync(
            connection =>
            {
                work(connection);
                return true;
            },
            cancel);

    /// <summary>Reads one consistent snapshot that holds every write acknowledged before the call.</summary>
    public T Read<T>(Func<StoreConnection, T> read)
    {
        if (_readers.TryTake(out var connection))
            Interlocked.Decrement(ref _idleReaders);
        try
        {
            connection ??= StoreConnection.Open(Path, forReading: true);
            connection.Run("BEGIN");
            var answer = read(connection);
            connection.Run("COMMIT");
            return answer;
        }
        catch (StoreException e)
        {
            throw e.Told(Path);
        }
        finally
        {
            GiveBack(connection);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _writing.ConfigureAwait(false);
        while (_readers.TryTake(out var reader))
            reader.Dispose();
        _writer.Dispose();
    }

    private void GiveBack(StoreConnection? connection)
    {
        if (connection is null)
            return;
        if (connection.InTransaction)
            connection.Run("ROLLBACK");
        if (Interlocked.Increment(ref _idleReaders) <= MostReaders)
        {
            _readers.Add(connection);
            return;
        }

        Interlocked.Decrement(ref _idleReaders);
        connection.Dispose();
    }

    private async Task WriteGroupsAsync()
    {
        var group = new List<PendingWrite>(LargestGroup);
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (group.Count < LargestGroup && _queue.Reader.TryRead(out var pending))
                group.Add(pending);
            CommitGroup(group);
            group.Clear();
        }
    }

    private void CommitGroup(List<PendingWrite> group)
    {
        try
        {
            _writer.Run("BEGIN IMMEDIATE");
            foreach (var pending in group)
            {
                pending.Run(_writer);
                // A full disk makes SQLite roll the whole transaction back by itself: nothing of this group is kept, so none of it may be acknowledged.
                if (!_writer.InTransaction)
                    throw pending.Failure ?? new InvalidOperationException("a write ended the store's transaction");
            }

            _writer.Run("COMMIT");
        }
        catch (Exception e)
        {
            Undo();
            var told = e is StoreException refused ? refused.Told(Path) : e;
            foreach (var pending in group)
                pending.Fail(told);
            return;
        }

        foreach (var pending in group)
            pending.Acknowledge(Path);
    }

    private void Undo()
    {
        if (_writer.InTransaction)
            _writer.Run("ROLLBACK");
    }
}
