using System.Globalization;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Time;
using MLPlatform.ControlPlane.Store.Migrations;
using MLPlatform.ControlPlane.Store.Schema;

namespace MLPlatform.ControlPlane.Store;

/// <summary>Opens a store file for writing: creates it, adopts one that MLflow made, or migrates an older one of ours after a backup.</summary>
internal static class StoreFile
{
    public static StoreConnection Open(string path, TimeProvider time, IReadOnlyList<IMigration> migrations)
    {
        CreatePrivate(path);
        var connection = StoreConnection.Open(path, forReading: false);
        try
        {
            var newest = migrations.Count == 0 ? 0 : migrations.Max(migration => migration.Number);
            if (!HasTable(connection, "alembic_version") && !HasTable(connection, "experiments"))
            {
                InTransaction(connection, () =>
                {
                    MlflowSchema.Create(connection, UnixMicros.Now(time) / UnixMicros.PerMillisecond);
                    Migrate(connection, 0, time, migrations);
                });
                return connection;
            }

            RefuseOtherHeads(connection, path);
            var number = HasTable(connection, "platform_schema") ? (int)connection.Number("SELECT COALESCE(MAX(number), 0) FROM platform_schema") : 0;
            if (number > newest)
                throw new PlatformException(PlatformErrors.NewerStore, $"The store `{path}` has schema {number}; this program knows {newest}.", "Upgrade this installation.");
            if (number < newest)
            {
                BackUp(connection, path, number, time);
                InTransaction(connection, () => Migrate(connection, number, time, migrations));
            }

            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // The database holds what users logged: only its owner may read it. SQLite gives its side files the same mode.
    private static void CreatePrivate(string path)
    {
        try
        {
            if (File.Exists(path))
                return;
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.ReadWrite };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var file = new FileStream(path, options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PlatformException(PlatformErrors.DiskFull, $"The store `{path}` cannot be created.", "Free space or make the folder writable.", e);
        }
    }

    private static void RefuseOtherHeads(StoreConnection connection, string path)
    {
        var head = HasTable(connection, "alembic_version") ? connection.First("SELECT version_num FROM alembic_version", row => row.Text(0)) : null;
        if (head == MlflowSchema.Head)
            return;
        throw new PlatformException(
            PlatformErrors.NewerStore,
            $"The store `{path}` has MLflow schema `{head ?? "none"}`; this program reads and writes `{MlflowSchema.Head}` (MLflow 2.17).",
            "A newer MLflow upgraded it: give this program its own store, or copy the runs with the newer MLflow's client. An older one is upgraded by `mlflow db upgrade` of MLflow 2.17.");
    }

    private static void Migrate(StoreConnection connection, int from, TimeProvider time, IReadOnlyList<IMigration> migrations)
    {
        connection.Run("CREATE TABLE IF NOT EXISTS platform_schema (number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL)");
        foreach (var migration in migrations.Where(migration => migration.Number > from).OrderBy(migration => migration.Number))
        {
            connection.Run(migration.Sql);
            connection.Execute("INSERT INTO platform_schema (number, name, applied_at) VALUES (?, ?, ?)", migration.Number, migration.GetType().Name, UnixMicros.Now(time));
        }
    }

    private static void BackUp(StoreConnection connection, string path, int number, TimeProvider time)
    {
        var stamp = time.GetUtcNow().ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture);
        var backup = $"{path}.schema-{number}-{stamp}.backup";
        var half = backup + ".part";
        File.Delete(half);
        connection.Execute("VACUUM INTO ?", half);
        File.Move(half, backup);
    }

    private static bool HasTable(StoreConnection connection, string name) =>
        connection.Any("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", name);

    private static void InTransaction(StoreConnection connection, Action work)
    {
        connection.Run("BEGIN IMMEDIATE");
        work();
        connection.Run("COMMIT");
    }
}
