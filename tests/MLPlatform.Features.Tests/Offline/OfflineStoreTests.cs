using System.Diagnostics;
using System.Globalization;
using MLPlatform.Contracts.Errors;
using MLPlatform.Features.Offline;
using MLPlatform.Frames;

namespace MLPlatform.Features.Tests.Offline;

public sealed class OfflineStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mlp").FullName;
    private readonly OfflineStore _store;

    public OfflineStoreTests() => _store = new OfflineStore(_folder, TimeProvider.System);

    [Fact]
    public async Task Read_saved_frame_has_the_same_content()
    {
        var frame = new Frame(
            TextColumn.Of("who", ["a", null, "ü"]),
            new Column<long>("at", new long[] { 1, -2, 3_000_000_000_000_000 }, timestamp: true),
            new Column<double>("x", new double[] { 1.5, 0, 2 }, new byte[] { 0b101 }),
            new BoolColumn("late", [true, false, true]));

        var manifest = await _store.SaveAsync("train", frame);

        Assert.Equal(frame.ContentHash(), _store.Read("train").ContentHash());
        Assert.Equal(frame.ContentHash(), manifest.Segments[0].ContentHash);
        Assert.Equal(["train"], _store.Names());
    }

    [Fact]
    public async Task Read_earlier_generation_stays_as_it_was()
    {
        await _store.SaveAsync("n", Numbers(1, 2));
        await _store.AppendAsync("n", Numbers(3));
        await _store.SaveAsync("n", Numbers(9));

        Assert.Equal([1L, 2], _store.Read("n", 1).Numbers<long>("n").Values.ToArray());
        Assert.Equal([1L, 2, 3], _store.Read("n", 2).Numbers<long>("n").Values.ToArray());
        Assert.Equal([9L], _store.Read("n").Numbers<long>("n").Values.ToArray());
        Assert.Equal(3, _store.Manifest("n").Generation);
    }

    [Fact]
    public async Task AppendAsync_many_writers_at_once_lose_nothing()
    {
        await Parallel.ForAsync(0, 12, async (i, cancel) => await new OfflineStore(_folder, TimeProvider.System).AppendAsync("n", Numbers(i), cancel));

        Assert.Equal(Enumerable.Range(0, 12).Select(i => (long)i), _store.Read("n").Numbers<long>("n").Values.ToArray().Order());
    }

    [Fact]
    public async Task Kill_at_any_instant_leaves_a_whole_generation()
    {
        var said = 0;
        for (var round = 0; round < 5; round++)
        {
            using var writer = Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(OfflineStoreTests).Assembly.Location, _folder]) { RedirectStandardOutput = true })!;
            for (var line = 0; line <= round % 2; line++)
                said = int.Parse((await writer.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
            await Task.WhenAny(writer.StandardOutput.ReadLineAsync(), Task.Delay(3 * round));
            writer.Kill();
            await writer.WaitForExitAsync();

            var generation = _store.Manifest("numbers").Generation;
            Assert.True(generation >= said);
            Assert.Equal(Enumerable.Range(1, generation).Select(n => (long)n), _store.Read("numbers").Numbers<long>("n").Values.ToArray());
        }

        await _store.AppendAsync("numbers", Numbers(0));
        Assert.Equal(_store.Manifest("numbers").Segments.Count, Directory.GetFiles(Path.Combine(_folder, "numbers", "segments")).Length);
    }

    [Fact]
    public async Task Refusals_say_what_to_do()
    {
        await _store.SaveAsync("train", Numbers(1));
        var name = Assert.Throws<PlatformException>(() => _store.Read("trian"));
        var generation = Assert.Throws<PlatformException>(() => _store.Read("train", 4));
        var columns = await Assert.ThrowsAsync<PlatformException>(() => _store.AppendAsync("train", new Frame(new Column<int>("n", new int[1]))));
        var folder = await Assert.ThrowsAsync<PlatformException>(() => _store.SaveAsync("../x", Numbers(1)));
        var segment = Directory.GetFiles(Path.Combine(_folder, "train", "segments")).Single();
        var length = new FileInfo(segment).Length;
        File.WriteAllBytes(segment, new byte[length]);
        var corrupt = Assert.Throws<PlatformException>(() => _store.Read("train"));

        Assert.Equal("Did you mean `train`?", name.Fix);
        Assert.Contains("`4`", generation.Problem, StringComparison.Ordinal);
        Assert.Equal(FeatureErrors.RowsDoNotFit, columns.Code);
        Assert.Equal(CommandErrors.BadValue, folder.Code);
        Assert.Equal(FeatureErrors.OfflineUnreadable, corrupt.Code);
    }

    [Fact]
    public async Task SaveAsync_folder_that_cannot_be_made_is_refused()
    {
        var file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "");

        var refusal = await Assert.ThrowsAsync<PlatformException>(() => new OfflineStore(Path.Combine(file, "below"), TimeProvider.System).SaveAsync("n", Numbers(1)));

        Assert.Equal(DataErrors.NotWritten, refusal.Code);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Frame Numbers(params long[] numbers) => new(new Column<long>("n", numbers));
}
