using MLPlatform.Contracts.Errors;
using MLPlatform.ControlPlane.Store;
using MLPlatform.ControlPlane.Store.Migrations;

namespace MLPlatform.ControlPlane.Tests.Store;

public sealed class DatabaseTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string StorePath => _folder.File("store.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Open_a_new_store_makes_MLflows_tables_at_its_head()
    {
        await using var database = Open();

        var tables = database.Read(store => store.Query("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'platform%'", row => row.Text(0)));
        Assert.Equal(
            "alembic_version datasets experiment_tags experiments input_tags inputs latest_metrics metrics model_version_tags model_versions params registered_model_aliases registered_model_tags registered_models runs tags trace_info trace_request_metadata trace_tags",
            string.Join(' ', tables.Order(StringComparer.Ordinal)));
        Assert.Equal("f5a4f2784254", database.Read(store => store.First("SELECT version_num FROM alembic_version", row => row.Text(0))));
        Assert.Equal("Default", database.Read(store => store.First("SELECT name FROM experiments WHERE experiment_id = 0", row => row.Text(0))));
        Assert.Equal("wal 2 1", database.Read(store =>
            $"{store.First("PRAGMA journal_mode", row => row.Text(0))} {store.Number("PRAGMA synchronous")} {store.Number("PRAGMA foreign_keys")}"));
    }

    [Fact]
    public async Task WriteAsync_many_at_once_keeps_all_but_those_that_throw()
    {
        await using var database = Open();

        var writes = Enumerable.Range(0, 500).Select(i => database.WriteAsync(store =>
        {
            store.Execute("INSERT INTO experiments (name, lifecycle_stage) VALUES (?, 'active')", $"row {i}");
            return i % 7 == 0 ? throw new InvalidOperationException("mine alone") : i;
        })).ToList();
        await Task.WhenAny(Task.WhenAll(writes));

        Assert.All(writes.Select((write, i) => (write, i)), pair => Assert.Equal(pair.i % 7 == 0, pair.write.IsFaulted));
        Assert.Equal(500 - 72 + 1, database.Read(store => store.Number("SELECT COUNT(*) FROM experiments")));
    }

    [Fact]
    public async Task WriteAsync_after_acknowledgement_is_seen_by_the_next_reader()
    {
        await using var database = Open();

        for (var i = 1; i <= 50; i++)
        {
            await database.WriteAsync(store => store.Execute("INSERT INTO experiments (name, lifecycle_stage) VALUES (?, 'active')", $"row {i}"));
            Assert.Equal(i + 1, database.Read(store => store.Number("SELECT COUNT(*) FROM experiments")));
        }
    }

    [Fact]
    public async Task WriteAsync_on_a_full_disk_is_refused_whole_and_later_writes_succeed()
    {
        await using var database = Open();
        await database.WriteAsync(store => store.Run($"PRAGMA max_page_count = {store.Number("PRAGMA page_count") + 4}"));

        var refusal = await Assert.ThrowsAsync<PlatformException>(() => database.WriteAsync(store =>
            store.Execute("INSERT INTO experiments (name, lifecycle_stage, artifact_location) VALUES ('big', 'active', ?)", new string('x', 100_000))));
        Assert.Equal(PlatformErrors.DiskFull, refusal.Code);

        await database.WriteAsync(store => store.Run("PRAGMA max_page_count = 1000000"));
        await database.WriteAsync(store => store.Execute("INSERT INTO experiments (name, lifecycle_stage) VALUES ('small', 'active')"));
        Assert.Equal(["Default", "small"], database.Read(store => store.Query("SELECT name FROM experiments ORDER BY name", row => row.Text(0))));
    }

    [Fact]
    public async Task WriteAsync_from_two_databases_on_one_file_keeps_the_rows_of_both()
    {
        await using var one = Open();
        await using var two = Open();

        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => (i % 2 == 0 ? one : two).WriteAsync(store =>
            store.Execute("INSERT INTO experiments (name, lifecycle_stage) VALUES (?, 'active')", $"row {i}"))));

        Assert.Equal(101, one.Read(store => store.Number("SELECT COUNT(*) FROM experiments")));
    }

    [Fact]
    public async Task Read_cannot_write()
    {
        await using var database = Open();
        Assert.Throws<PlatformException>(() => database.Read(store => store.Execute("DELETE FROM experiments")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("nul \0 inside, ümläut, 🐦")]
    [InlineData(null)]
    public async Task Text_comes_back_as_it_went_in(string? text)
    {
        await using var database = Open();
        await database.WriteAsync(store => store.Execute("UPDATE experiments SET artifact_location = ?", text));
        Assert.Equal(text, database.Read(store => store.First("SELECT artifact_location FROM experiments", row => row.TextOrNull(0))));
    }

    [Fact]
    public async Task Open_an_older_store_backs_it_up_and_migrates()
    {
        await using (Database.Open(StorePath, TimeProvider.System, [new M0001AuditAndIndices()]))
        {
        }

        await using var database = Database.Open(StorePath, TimeProvider.System, [new M0001AuditAndIndices(), new Second()]);

        Assert.Equal(2, database.Read(store => store.Number("SELECT MAX(number) FROM platform_schema")));
        Assert.True(database.Read(store => store.Any("SELECT 1 FROM sqlite_master WHERE name = 'second'")));
        var backup = Assert.Single(Directory.GetFiles(_folder.Path, "store.db.schema-1-*.backup"));
        await using var old = Database.Open(backup, TimeProvider.System, [new M0001AuditAndIndices()]);
        Assert.Equal(1, old.Read(store => store.Number("SELECT MAX(number) FROM platform_schema")));
    }

    [Fact]
    public async Task Open_a_migration_that_fails_leaves_the_store_as_it_was()
    {
        await using (Open())
        {
        }

        Assert.ThrowsAny<Exception>(() => Database.Open(StorePath, TimeProvider.System, [.. PlatformMigrations.All, new Broken(PlatformMigrations.All.Count + 1)]));
        await using var database = Open();
        Assert.False(database.Read(store => store.Any("SELECT 1 FROM sqlite_master WHERE name = 'half'")));
    }

    [Fact]
    public async Task Open_a_store_that_MLflow_made_adds_our_tables()
    {
        await using (Database.Open(StorePath, TimeProvider.System, []))
        {
        }

        using (var connection = StoreConnection.Open(StorePath, forReading: false))
            connection.Run("DROP TABLE platform_schema");
        await using var database = Open();
        Assert.True(database.Read(store => store.Any("SELECT 1 FROM sqlite_master WHERE name = 'platform_audit'")));
    }

    [Theory]
    [InlineData("UPDATE alembic_version SET version_num = '0584bdc529eb'")]
    [InlineData("INSERT INTO platform_schema (number, name, applied_at) VALUES (999, 'later', 0)")]
    public async Task Open_a_newer_store_is_refused(string change)
    {
        await using (Open())
        {
        }

        using (var connection = StoreConnection.Open(StorePath, forReading: false))
            connection.Run(change);
        Assert.Equal(PlatformErrors.NewerStore, Assert.Throws<PlatformException>(Open).Code);
    }

    [Fact]
    public void Open_a_file_that_is_no_database_is_refused_and_left_alone()
    {
        File.WriteAllText(StorePath, new string('?', 5000));
        Assert.Equal(PlatformErrors.StoreUnreadable, Assert.Throws<PlatformException>(Open).Code);
        Assert.Equal(5000, new FileInfo(StorePath).Length);
    }

    [Fact]
    public void Open_where_no_file_can_be_is_refused()
    {
        File.WriteAllText(_folder.File("file"), "");
        Assert.Equal(PlatformErrors.DiskFull, Assert.Throws<PlatformException>(() => Database.Open(_folder.File("file/store.db"), TimeProvider.System)).Code);
    }

    private Database Open() => Database.Open(StorePath, TimeProvider.System);

    private sealed class Second : IMigration
    {
        public int Number => 2;

        public string Sql => "CREATE TABLE second (x INTEGER)";
    }

    private sealed class Broken(int number) : IMigration
    {
        public int Number => number;

        public string Sql => "CREATE TABLE half (x INTEGER); CREATE TABLE half (x INTEGER)";
    }
}
