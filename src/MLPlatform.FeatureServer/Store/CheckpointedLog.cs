using System.Collections.Concurrent;
using System.Text.Json;
using FASTER.core;
using MLPlatform.Contracts.Errors;
using MLPlatform.ControlPlaneClient.Home;
using Session = FASTER.core.ClientSession<FASTER.core.SpanByte, FASTER.core.SpanByte, FASTER.core.SpanByte, byte[], FASTER.core.Empty, FASTER.core.SpanByteFunctions_ByteArrayOutput<FASTER.core.Empty>>;

namespace MLPlatform.FeatureServer.Store;

/// <summary>
/// Bytes by key in a FASTER store. A batch is acknowledged once a checkpoint holds it and <c>acknowledged.json</c> names that checkpoint; after a kill
/// the store comes back as that checkpoint left it, so no batch is there in part. Many readers, one writer at a time; one process owns the folder.
/// </summary>
internal sealed class CheckpointedLog : IAsyncDisposable
{
    private readonly string _acknowledged;
    private readonly IDevice _device;
    private readonly DeviceLogCommitCheckpointManager _checkpoints;
    private readonly FasterKV<SpanByte, SpanByte> _store;
    private readonly ConcurrentBag<Session> _sessions = [];
    private readonly ConcurrentQueue<WaitingBatch> _waiting = new();

    // Whoever holds it writes all that wait.
    private readonly SemaphoreSlim _writing = new(1);
    private Guid _checkpoint;

    /// <exception cref="PlatformException"><see cref="FeatureErrors.StoreUnreadable"/>.</exception>
    public CheckpointedLog(string folder)
    {
        PrivateFiles.EnsureFolder(folder);
        _acknowledged = Path.Combine(folder, "acknowledged.json");
        _device = Devices.CreateLogDevice(Path.Combine(folder, "log"));
        _checkpoints = new DeviceLogCommitCheckpointManager(new LocalStorageNamedDeviceFactory(), new DefaultCheckpointNamingScheme(Path.Combine(folder, "checkpoints")), removeOutdated: false);
        _store = new FasterKV<SpanByte, SpanByte>(new FasterKVSettings<SpanByte, SpanByte>
        {
            IndexSize = 4 << 20,
            LogDevice = _device,
            PageSize = 1 << 20,
            SegmentSize = 64 << 20,
            MemorySize = 256 << 20,
            CheckpointManager = _checkpoints,
        });
        try
        {
            Recover();
        }
        catch (Exception error)
        {
            // FASTER has no one exception for damage: a missing file of a checkpoint shows as a null argument, a torn one as a format error.
            Close();
            throw new PlatformException(FeatureErrors.StoreUnreadable, $"The online store in `{folder}` cannot be recovered: {error.Message}", $"Delete {folder} and materialize again.", error);
        }
    }

    /// <summary>Checkpoints taken since the store was opened.</summary>
    public long Commits { get; private set; }

    /// <summary>Writes a batch; on disk when this returns. Batches that wait while a checkpoint is taken share the next one.</summary>
    /// <param name="batch">Calls its argument with key and value for each row, on whichever caller's turn it is.</param>
    public async Task WriteAsync(Action<BatchWriter> batch, CancellationToken cancel)
    {
        var mine = new WaitingBatch(batch);
        _waiting.Enqueue(mine);
        try
        {
            await _writing.WaitAsync(cancel);
        }
        catch (OperationCanceledException) when (!mine.TryTake())
        {
            // Too late to withdraw: another caller's turn has it, and says how it ended.
            await mine.Ended;
            return;
        }

        try
        {
            if (!mine.Ended.IsCompleted)
                await CommitAsync();
        }
        finally
        {
            _writing.Release();
        }

        await mine.Ended;
    }

    /// <summary>Begins a batch of reads on one session; dispose it.</summary>
    public BatchReader BeginRead() => new(Rent(), _sessions);

    public async ValueTask DisposeAsync()
    {
        await _writing.WaitAsync();
        Close();
        _writing.Dispose();
    }

    // Cannot be cancelled: once a batch is in the log, the next checkpoint holds it.
    private async Task CommitAsync()
    {
        var written = new List<WaitingBatch>();
        while (_waiting.TryDequeue(out var next))
            if (next.TryTake() && TryWrite(next))
                written.Add(next);
        try
        {
            var (taken, token) = await _store.TakeFullCheckpointAsync(CheckpointType.FoldOver, CancellationToken.None);
            if (!taken)
                throw new PlatformException(DataErrors.NotWritten, "The online store could not take a checkpoint.", "Try again.");
            PrivateFiles.Write(_acknowledged, JsonSerializer.SerializeToUtf8Bytes(new AcknowledgedFile(1, token), CatalogJson.Default.AcknowledgedFile));
            if (_checkpoint != Guid.Empty)
                _checkpoints.Purge(_checkpoint);
            _checkpoint = token;
            Commits++;
        }
        catch (Exception error)
        {
            // Every caller learns of it; none takes its batch for durable.
            foreach (var batch in written)
                batch.Fail(error);
            return;
        }

        foreach (var batch in written)
            batch.Succeed();
    }

    private bool TryWrite(WaitingBatch batch)
    {
        var session = Rent();
        try
        {
            batch.Rows(new BatchWriter(session));
            session.CompletePending(wait: true);
            return true;
        }
        catch (Exception error)
        {
            batch.Fail(error);
            return false;
        }
        finally
        {
            _sessions.Add(session);
        }
    }

    private void Recover()
    {
        if (!File.Exists(_acknowledged))
            return;
        _checkpoint = JsonSerializer.Deserialize(File.ReadAllBytes(_acknowledged), CatalogJson.Default.AcknowledgedFile)!.Checkpoint;
        _store.Recover(_checkpoint);
        // What a killed process had begun after the acknowledged checkpoint.
        foreach (var token in _checkpoints.GetIndexCheckpointTokens().Concat(_checkpoints.GetLogCheckpointTokens()).Distinct().ToArray())
            if (token != _checkpoint)
                _checkpoints.Purge(token);
    }

    private Session Rent() => _sessions.TryTake(out var session) ? session : _store.For(new SpanByteFunctions_ByteArrayOutput<Empty>()).NewSession<SpanByteFunctions_ByteArrayOutput<Empty>>();

    private void Close()
    {
        while (_sessions.TryTake(out var session))
            session.Dispose();
        _store.Dispose();
        _checkpoints.Dispose();
        _device.Dispose();
    }

    /// <summary>A batch until a checkpoint holds it. Invariant: taken once, by the caller whose turn it is or by its own caller withdrawing it.</summary>
    private sealed class WaitingBatch(Action<BatchWriter> rows)
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _taken;

        public Action<BatchWriter> Rows => rows;

        public Task Ended => _ended.Task;

        public bool TryTake() => Interlocked.Exchange(ref _taken, 1) == 0;

        public void Succeed() => _ended.SetResult();

        public void Fail(Exception error) => _ended.SetException(error);
    }

    /// <summary>Writes rows of one batch.</summary>
    public readonly struct BatchWriter(Session session)
    {
        public unsafe void Put(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
        {
            fixed (byte* keyBytes = key, valueBytes = value)
            {
                var (k, v) = (SpanByte.FromPointer(keyBytes, key.Length), SpanByte.FromPointer(valueBytes, value.Length));
                session.Upsert(ref k, ref v);
            }
        }
    }

    /// <summary>Reads rows one by one.</summary>
    public readonly struct BatchReader(Session session, ConcurrentBag<Session> home) : IDisposable
    {
        /// <returns>Null when nothing was written under the key.</returns>
        public unsafe byte[]? Get(ReadOnlySpan<byte> key)
        {
            fixed (byte* keyBytes = key)
            {
                var k = SpanByte.FromPointer(keyBytes, key.Length);
                byte[] value = [];
                var status = session.Read(ref k, ref value);
                if (!status.IsPending)
                    return status.Found ? value : null;
                // Below the part of the log that is kept in memory: wait for the disk.
                session.CompletePendingWithOutputs(out var completed, wait: true);
                using (completed)
                    return completed.Next() && completed.Current.Status.Found ? completed.Current.Output : null;
            }
        }

        public void Dispose() => home.Add(session);
    }
}
