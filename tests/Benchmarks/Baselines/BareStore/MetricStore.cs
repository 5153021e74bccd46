using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Benchmarks.Baselines.BareStore;

/// <summary>MLflow's two metric tables on SQLite with the settings of the product: WAL, synchronous FULL.</summary>
internal sealed class MetricStore : IDisposable
{
    private const string Schema = """
        PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;
        CREATE TABLE runs (run_uuid VARCHAR(32) NOT NULL PRIMARY KEY);
        CREATE TABLE metrics (key VARCHAR(250) NOT NULL, value FLOAT NOT NULL, timestamp BIGINT NOT NULL, run_uuid VARCHAR(32) NOT NULL, step BIGINT NOT NULL, is_nan BOOLEAN NOT NULL,
            PRIMARY KEY (key, timestamp, step, run_uuid, value, is_nan), FOREIGN KEY (run_uuid) REFERENCES runs (run_uuid));
        CREATE INDEX index_metrics_run_uuid ON metrics (run_uuid);
        CREATE TABLE latest_metrics (key VARCHAR(250) NOT NULL, value FLOAT NOT NULL, timestamp BIGINT, step BIGINT NOT NULL, is_nan BOOLEAN NOT NULL, run_uuid VARCHAR(32) NOT NULL,
            PRIMARY KEY (key, run_uuid), FOREIGN KEY (run_uuid) REFERENCES runs (run_uuid));
        CREATE INDEX index_latest_metrics_run_uuid ON latest_metrics (run_uuid);
        INSERT INTO runs VALUES ('r');
        """;

    private readonly sqlite3 _store;
    private readonly sqlite3_stmt _point, _latest, _begin, _commit;

    public MetricStore(string path)
    {
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, Resolve);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        Check(raw.sqlite3_open(path, out _store));
        Check(raw.sqlite3_exec(_store, Schema, null, null, out _));
        _point = Prepared("INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES (?, ?, ?, 'r', ?, 0) ON CONFLICT DO NOTHING");
        _latest = Prepared("INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid) VALUES (?, ?, ?, ?, 0, 'r') ON CONFLICT (key, run_uuid) DO UPDATE SET value = excluded.value, timestamp = excluded.timestamp, step = excluded.step WHERE excluded.step >= latest_metrics.step");
        _begin = Prepared("BEGIN IMMEDIATE");
        _commit = Prepared("COMMIT");
    }

    public void Begin() => Run(_begin);

    public void Commit() => Run(_commit);

    public void Add(MetricPoint point)
    {
        Put(_point, point);
        Put(_latest, point);
    }

    public double BatchesPerSecond(int keys, int points, TimeSpan length)
    {
        var names = Enumerable.Range(0, keys).Select(i => $"metric_{i}").ToArray();
        var (begin, batches, step) = (Stopwatch.GetTimestamp(), 0, 0);
        while (Stopwatch.GetElapsedTime(begin) < length)
        {
            Begin();
            for (var point = 0; point < points; point++, step++)
            {
                foreach (var name in names)
                    Put(_point, new MetricPoint(name, step * 0.5, step, step));
            }

            foreach (var name in names)
                Put(_latest, new MetricPoint(name, step * 0.5, step, step));
            Commit();
            batches++;
        }

        return batches / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    public void Dispose() => raw.sqlite3_close_v2(_store);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) => name == "e_sqlite3" && NativeLibrary.TryLoad("libsqlite3.so.0", out var handle) ? handle : 0;

    private sqlite3_stmt Prepared(string sql)
    {
        Check(raw.sqlite3_prepare_v2(_store, sql, out var statement));
        return statement;
    }

    private static void Put(sqlite3_stmt statement, MetricPoint point)
    {
        raw.sqlite3_bind_text(statement, 1, point.Key);
        raw.sqlite3_bind_double(statement, 2, point.Value);
        raw.sqlite3_bind_int64(statement, 3, point.Timestamp);
        raw.sqlite3_bind_int64(statement, 4, point.Step);
        Run(statement);
    }

    private static void Run(sqlite3_stmt statement)
    {
        if (raw.sqlite3_step(statement) != raw.SQLITE_DONE)
            throw new InvalidOperationException("a statement failed");
        raw.sqlite3_reset(statement);
    }

    private static void Check(int code)
    {
        if (code != raw.SQLITE_OK)
            throw new InvalidOperationException($"SQLite says {code}");
    }
}
