using System.Security.Cryptography;
using MLPlatform.Artifacts.Blobs;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.Artifacts.Tests.Blobs;

public sealed class BlobStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;
    private readonly BlobStore _store;

    public BlobStoreTests() => _store = new BlobStore(Path.Combine(_folder, "blobs"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1_000_003)]
    public async Task PutAsync_then_OpenRead_gives_the_same_bytes(int length)
    {
        var content = Bytes(length);
        var blob = await _store.PutAsync(new MemoryStream(content));
        Assert.Equal(new BlobRef(Convert.ToHexStringLower(SHA256.HashData(content)), length), blob);
        Assert.True(_store.Has(blob.Sha256));
        Assert.Equal(blob, _store.Find(blob.Sha256));
        Assert.True(await _store.VerifyAsync(blob.Sha256));
        await using var stored = _store.OpenRead(blob.Sha256);
        using var copy = new MemoryStream();
        await stored.CopyToAsync(copy);
        Assert.Equal(content, copy.ToArray());
    }

    [Fact]
    public async Task PutAsync_of_other_content_than_announced_stores_nothing()
    {
        var announced = Convert.ToHexStringLower(SHA256.HashData([1]));
        var refusal = await Assert.ThrowsAsync<PlatformException>(() => _store.PutAsync(new MemoryStream([2]), announced));
        Assert.Equal(DataErrors.ContentDiffers, refusal.Code);
        Assert.Empty(Directory.GetFiles(_store.Folder, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task PutAsync_by_many_at_once_ends_with_one_whole_file()
    {
        var content = Bytes(3_000_000);
        var blobs = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => new BlobStore(_store.Folder).PutAsync(new MemoryStream(content)))));
        Assert.Single(blobs.Distinct());
        Assert.Single(Directory.GetFiles(_store.Folder, "*", SearchOption.AllDirectories));
        Assert.True(await _store.VerifyAsync(blobs[0].Sha256));
    }

    [Fact]
    public async Task PutAsync_interrupted_stores_nothing()
    {
        await Assert.ThrowsAsync<EndOfStreamException>(() => _store.PutAsync(new BreakingStream(Bytes(500_000))));
        Assert.Empty(Directory.GetFiles(_store.Folder, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task PutAsync_heals_a_truncated_blob()
    {
        var blob = await _store.PutAsync(new MemoryStream([1, 2, 3]));
        File.WriteAllBytes(Path.Combine(_store.Folder, blob.Sha256[..2], blob.Sha256), [1]);
        Assert.False(await _store.VerifyAsync(blob.Sha256));
        await _store.PutAsync(new MemoryStream([1, 2, 3]));
        Assert.True(await _store.VerifyAsync(blob.Sha256));
    }

    [Fact]
    public async Task PutAsync_on_a_full_disk_says_so_and_leaves_nothing()
    {
        using var disk = SmallDisk.TryMount();
        if (disk is null)
            return;
        var store = new BlobStore(disk.Folder);
        var small = await store.PutAsync(new MemoryStream([1]));
        var refusal = await Assert.ThrowsAsync<PlatformException>(() => store.PutAsync(new MemoryStream(Bytes(3_000_000))));
        Assert.Equal(PlatformErrors.DiskFull, refusal.Code);
        Assert.EndsWith(small.Sha256, Assert.Single(Directory.GetFiles(disk.Folder, "*", SearchOption.AllDirectories)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PutAsync_where_nothing_can_be_written_says_so() =>
        Assert.Equal(PlatformErrors.DiskFull, (await Assert.ThrowsAsync<PlatformException>(() => new BlobStore("/proc/blobs").PutAsync(new MemoryStream([1])))).Code);

    [Theory]
    [InlineData("")]
    [InlineData("../../etc/passwd")]
    [InlineData("ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789")]
    public void OpenRead_of_no_hash_is_refused(string hash) =>
        Assert.Equal(DataErrors.UnsafePath, Assert.Throws<PlatformException>(() => _store.OpenRead(hash)).Code);

    [Fact]
    public void OpenRead_of_an_unknown_blob_says_so() =>
        Assert.Equal(DataErrors.ArtifactNotFound, Assert.Throws<PlatformException>(() => _store.OpenRead(new string('a', 64))).Code);

    [Fact]
    public async Task SweepUnfinished_takes_only_old_leftovers()
    {
        await _store.PutAsync(new MemoryStream([1]));
        var leftover = Path.Combine(_store.Folder, ".unfinished-0");
        File.WriteAllBytes(leftover, [1]);
        Assert.Equal(0, _store.SweepUnfinished(TimeSpan.FromHours(1), TimeProvider.System));
        File.SetLastWriteTimeUtc(leftover, new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.Equal(1, _store.SweepUnfinished(TimeSpan.FromHours(1), TimeProvider.System));
        Assert.Single(Directory.GetFiles(_store.Folder, "*", SearchOption.AllDirectories));
    }

    private static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private sealed class BreakingStream(byte[] content) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position > 300_000 ? throw new EndOfStreamException() : base.ReadAsync(buffer, cancellationToken);
    }
}
