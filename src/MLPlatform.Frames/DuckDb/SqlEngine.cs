using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.Frames.DuckDb;

/// <summary>
/// SQL over frames and files: one in-memory DuckDB. Registered frames are read where they lie, without a copy. One query runs at a time; other callers wait.
/// Timestamps come and go as UTC.
/// </summary>
public sealed unsafe partial class SqlEngine : IDisposable
{
    private readonly Lock _oneAtATime = new();
    private readonly ConcurrentDictionary<long, PinnedFrame> _frames = new();
    private readonly Dictionary<string, long> _idByName = new(StringComparer.OrdinalIgnoreCase);
    private GCHandle _framesHandle;
    private nint _database;
    private nint _connection;
    private long _lastId;

    /// <param name="threads">0 takes all cores.</param>
    /// <param name="memoryLimit">Bytes; null leaves DuckDB its four fifths of the machine.</param>
    /// <param name="spillFolder">Where queries larger than memory spill; null is a folder of this process under the system's temporary folder, made when needed.</param>
    /// <exception cref="PlatformException">DuckDB's library is missing or refuses to start.</exception>
    public SqlEngine(int threads = 0, long? memoryLimit = null, string? spillFolder = null)
    {
        Native.EnsurePresent();
        var options = new Dictionary<string, string>
        {
            ["threads"] = (threads > 0 ? threads : Environment.ProcessorCount).ToString(CultureInfo.InvariantCulture),
            ["temp_directory"] = spillFolder ?? Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"mlplatform-spill-{Environment.ProcessId}")),
            // Nothing is fetched from the network behind the user's back.
            ["autoinstall_known_extensions"] = "false",
            ["autoload_known_extensions"] = "false",
        };
        if (memoryLimit is { } bytes)
            options["memory_limit"] = string.Create(CultureInfo.InvariantCulture, $"{bytes}B");
        Open(options);
        _framesHandle = GCHandle.Alloc(_frames);
        FrameScan.Register(_connection, _framesHandle);
        Execute("SET TimeZone = 'UTC'");
    }

    /// <summary>Runs all statements and returns the rows of the last.</summary>
    /// <exception cref="PlatformException">The query failed; DuckDB's message says where.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the engine can be used on.</exception>
    public Frame Query(string sql, CancellationToken cancellation = default)
    {
        lock (_oneAtATime)
        {
            Frame? rows = null;
            foreach (var (statement, last) in PreparedSql.Split(Live(), sql))
            {
                using var result = statement.Run(streaming: false, cancellation);
                if (last)
                    rows = result.ToFrame(cancellation);
            }

            return rows!;
        }
    }

    /// <summary>Runs all statements and drops their rows.</summary>
    /// <exception cref="PlatformException">A statement failed.</exception>
    public void Execute(string sql, CancellationToken cancellation = default)
    {
        lock (_oneAtATime)
            foreach (var (statement, _) in PreparedSql.Split(Live(), sql))
                statement.Run(streaming: false, cancellation).Dispose();
    }

    /// <summary>Hands the rows of the last statement out while it runs, in bounded memory: frames of at least <paramref name="batchRows"/> rows (the last is smaller), and one empty frame when there are none.</summary>
    /// <param name="onRows">Must not call this engine.</param>
    /// <exception cref="PlatformException">The query failed, or a value does not fit 64 bits.</exception>
    public void Stream(string sql, Action<Frame> onRows, int batchRows = 65_536, CancellationToken cancellation = default)
    {
        lock (_oneAtATime)
            foreach (var (statement, last) in PreparedSql.Split(Live(), sql))
            {
                using var result = statement.Run(streaming: last, cancellation);
                if (last)
                    result.Stream(batchRows, onRows, cancellation);
            }
    }

    public void Dispose()
    {
        lock (_oneAtATime)
        {
            if (_connection != 0)
                Native.Disconnect(ref _connection);
            if (_database != 0)
                Native.Close(ref _database);
            if (_framesHandle.IsAllocated)
                _framesHandle.Free();
            foreach (var frame in _frames.Values)
                frame.Dispose();
            _frames.Clear();
        }
    }

    private nint Live()
    {
        ObjectDisposedException.ThrowIf(_connection == 0, this);
        return _connection;
    }

    private void Open(IReadOnlyDictionary<string, string> options)
    {
        Native.CreateConfig(out var config);
        try
        {
            foreach (var (name, value) in options)
                if (Native.SetConfig(config, name, value) != 0)
                    throw new PlatformException(DataErrors.QueryFailed, $"DuckDB does not take `{value}` as {name}.");
            if (Native.Open(":memory:", out _database, config, out var error) != 0)
            {
                var message = Marshal.PtrToStringUTF8((nint)error);
                Native.Free(error);
                throw PreparedSql.Failure(message);
            }

            Native.Connect(_database, out _connection);
        }
        finally
        {
            Native.DestroyConfig(ref config);
        }
    }
}
