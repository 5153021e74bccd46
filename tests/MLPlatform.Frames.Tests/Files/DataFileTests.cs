using MLPlatform.Contracts.Errors;
using MLPlatform.Frames.DuckDb;

namespace MLPlatform.Frames.Tests.Files;

public sealed class DataFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private string InFolder(string name) => Path.Combine(_folder, name);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void FromParquet_missing_file_says_so() =>
        Assert.Equal(DataErrors.FileUnreadable, Assert.Throws<PlatformException>(() => Frame.FromParquet(InFolder("none.parquet"))).Code);

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(600)]
    public void FromParquet_truncated_file_names_the_file(int bytes)
    {
        var path = InFolder("it's torn.parquet");
        new Frame(new Column<int>("x", Enumerable.Range(0, 1000).ToArray())).WriteParquet(path);
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..bytes]);
        var refusal = Assert.Throws<PlatformException>(() => Frame.FromParquet(path));
        Assert.Equal(DataErrors.FileUnreadable, refusal.Code);
        Assert.Contains(path, refusal.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void FromParquet_damaged_pages_are_refused()
    {
        var path = InFolder("damaged.parquet");
        new Frame(TextColumn.Of("x", [.. Enumerable.Range(0, 5000).Select(i => $"row {i * 7919 % 5000}")])).WriteParquet(path);
        var bytes = File.ReadAllBytes(path);
        bytes.AsSpan(20, 200).Fill(0xA5);
        File.WriteAllBytes(path, bytes);
        Assert.Equal(DataErrors.FileUnreadable, Assert.Throws<PlatformException>(() => Frame.FromParquet(path)).Code);
    }

    [Fact]
    public void FromParquet_of_some_columns_and_of_a_glob()
    {
        for (var i = 0; i < 3; i++)
            new Frame(new Column<int>("x", new[] { i }), new Column<int>("y", new[] { -i })).WriteParquet(InFolder($"part-{i}.parquet"));
        var frame = Frame.FromParquet(InFolder("part-*.parquet"), "y");
        Assert.Equal(["y"], frame.Names);
        Assert.Equal([0, -1, -2], frame.Numbers<int>("y").Values.ToArray().OrderDescending());
        var refusal = Assert.Throws<PlatformException>(() => Frame.FromParquet(InFolder("part-0.parquet"), "yy"));
        Assert.Equal(DataErrors.UnknownColumn, refusal.Code);
        Assert.Contains("`y`", refusal.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void WriteCsv_and_FromCsv_keep_names_and_values()
    {
        var frame = new Frame(new Column<long>("n", new[] { 1L, 2, 3 }), TextColumn.Of("t", ["a,b", "say \"hi\"", null]), new Column<double>("d", new[] { 0.5, -1, 3 }, new byte[] { 0b101 }));
        frame.WriteCsv(InFolder("frame.csv"));
        Assert.Equal(frame.ContentHash(), Frame.FromCsv(InFolder("frame.csv")).ContentHash());
    }

    [Fact]
    public void WriteParquet_replaces_the_file_whole_and_leaves_nothing_else()
    {
        var path = InFolder("frame.parquet");
        new Frame(new Column<int>("x", new[] { 1 })).WriteParquet(path);
        new Frame(new Column<int>("x", new[] { 2 })).WriteParquet(path);
        Assert.Equal(2, Frame.FromParquet(path)["x"].GetValue(0));
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder));
    }

    [Theory]
    [InlineData("/proc/frame.parquet")]
    [InlineData("/proc/deeper/frame.parquet")]
    public void WriteParquet_where_nothing_can_be_written_says_so(string path) =>
        Assert.Equal(DataErrors.NotWritten, Assert.Throws<PlatformException>(() => new Frame(new Column<int>("x", new[] { 1 })).WriteParquet(path)).Code);

    [Fact]
    public void WriteParquet_on_a_full_disk_leaves_the_old_file_and_nothing_half_written()
    {
        using var disk = SmallDisk.TryMount();
        if (disk is null)
            return;
        var path = Path.Combine(disk.Folder, "frame.parquet");
        new Frame(new Column<int>("x", new[] { 1 })).WriteParquet(path);
        using var engine = new SqlEngine(threads: 1);
        var large = engine.Query("SELECT hash(i)::DOUBLE AS x FROM range(1000000) AS r(i)");
        Assert.Equal(DataErrors.NotWritten, Assert.Throws<PlatformException>(() => large.WriteParquet(path)).Code);
        Assert.Equal([path], Directory.GetFileSystemEntries(disk.Folder));
        Assert.Equal(1, Frame.FromParquet(path)["x"].GetValue(0));
    }
}
