using FsCheck;
using FsCheck.Fluent;
using MLPlatform.Artifacts.Trees;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.Artifacts.Tests.Trees;

public sealed class ArtifactTreeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;
    private readonly ArtifactTree _tree;

    public ArtifactTreeTests() => _tree = new ArtifactTree(Path.Combine(_folder, "tree"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("a/..")]
    [InlineData("/etc/passwd")]
    [InlineData("%2e%2e/x")]
    [InlineData("%252e%252e%252fx")]
    [InlineData("a%5cb")]
    [InlineData("a\\b")]
    [InlineData("a#b")]
    [InlineData("a%23b")]
    [InlineData("C:/x")]
    [InlineData("%2Fetc/passwd")]
    [InlineData("a\0b")]
    [InlineData("a/.unfinished-1")]
    public async Task Every_call_refuses_an_unsafe_path(string path)
    {
        Assert.Equal(DataErrors.UnsafePath, (await Assert.ThrowsAsync<PlatformException>(() => _tree.PutAsync(path, new MemoryStream()))).Code);
        Assert.Equal(DataErrors.UnsafePath, Assert.Throws<PlatformException>(() => _tree.OpenRead(path)).Code);
        Assert.Equal(DataErrors.UnsafePath, Assert.Throws<PlatformException>(() => _tree.List(path)).Code);
        Assert.Equal(DataErrors.UnsafePath, Assert.Throws<PlatformException>(() => _tree.Delete(path)).Code);
        Assert.Equal(DataErrors.UnsafePath, Assert.Throws<PlatformException>(() => _tree.LocalPathOf(path)).Code);
    }

    [Fact]
    public void LocalPathOf_anything_is_refused_or_inside()
    {
        var parts = Gen.Elements("..", ".", "", "a", "%2e", "%2E%2e", "%252e", "/", "%2f", "\\", "#", "C:", "model.onnx", "ünï", " ", "~", "%", "%zz");
        Prop.ForAll(parts.ListOf().Select(list => string.Join('/', list)).ToArbitrary(), path =>
        {
            try
            {
                var local = Path.GetFullPath(_tree.LocalPathOf(path));
                return local == _tree.Folder || local.StartsWith(_tree.Folder + "/", StringComparison.Ordinal);
            }
            catch (PlatformException refusal)
            {
                return refusal.Code == DataErrors.UnsafePath;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    [Fact]
    public async Task A_symbolic_link_is_not_followed()
    {
        Directory.CreateDirectory(_tree.Folder);
        File.CreateSymbolicLink(Path.Combine(_tree.Folder, "out"), "/etc");
        Assert.Equal(DataErrors.UnsafePath, Assert.Throws<PlatformException>(() => _tree.OpenRead("out/passwd")).Code);
        await Assert.ThrowsAsync<PlatformException>(() => _tree.PutAsync("out/x", new MemoryStream()));
        Assert.Empty(_tree.List());
    }

    [Fact]
    public async Task PutAsync_then_List_OpenRead_and_Delete()
    {
        await _tree.PutAsync("model/MLmodel", new MemoryStream("flavors"u8.ToArray()));
        await _tree.PutAsync("model/data/model.onnx", new MemoryStream([1, 2, 3, 4, 5]));
        await _tree.PutAsync("a%20note.txt", new MemoryStream([9]));
        Assert.Equal([new ArtifactEntry("a note.txt", false, 1), new ArtifactEntry("model", true, null)], _tree.List());
        Assert.Equal([new ArtifactEntry("model/MLmodel", false, 7), new ArtifactEntry("model/data", true, null)], _tree.List("model/"));
        Assert.Equal(["a note.txt", "model/MLmodel", "model/data/model.onnx"], _tree.ListFiles().Select(entry => entry.Path));
        Assert.Empty(_tree.List("nothing/here"));
        Assert.Equal(new ArtifactEntry("model/data", true, null), _tree.Find("model/data"));
        Assert.Null(_tree.Find("model/nope"));
        await using (var tail = _tree.OpenRead("model/data/model.onnx", offset: 3))
            Assert.Equal([4, 5], new[] { tail.ReadByte(), tail.ReadByte() });
        Assert.True(_tree.Delete("model"));
        Assert.False(_tree.Delete("model"));
        Assert.Equal(DataErrors.ArtifactNotFound, Assert.Throws<PlatformException>(() => _tree.OpenRead("model/MLmodel")).Code);
    }

    [Fact]
    public async Task PutAsync_over_a_file_lets_its_readers_finish()
    {
        await _tree.PutAsync("f", new MemoryStream([1, 1]));
        await using var reader = _tree.OpenRead("f");
        await _tree.PutAsync("f", new MemoryStream([2, 2]));
        Assert.Equal(1, reader.ReadByte());
        await using var after = _tree.OpenRead("f");
        Assert.Equal(2, after.ReadByte());
        Assert.Single(Directory.GetFiles(_tree.Folder));
    }

    [Fact]
    public async Task PutAsync_of_a_folders_name_is_refused()
    {
        await _tree.PutAsync("a/b", new MemoryStream());
        await Assert.ThrowsAsync<PlatformException>(() => _tree.PutAsync("a", new MemoryStream()));
        await Assert.ThrowsAsync<PlatformException>(() => _tree.PutAsync("", new MemoryStream()));
    }

    [Fact]
    public async Task PutAsync_below_a_file_is_refused()
    {
        await _tree.PutAsync("a", new MemoryStream());
        await Assert.ThrowsAsync<PlatformException>(() => _tree.PutAsync("a/b", new MemoryStream()));
    }

    [Fact]
    public async Task PutAsync_on_a_full_disk_keeps_the_old_file()
    {
        using var disk = SmallDisk.TryMount();
        if (disk is null)
            return;
        var tree = new ArtifactTree(disk.Folder);
        await tree.PutAsync("f", new MemoryStream([7]));
        var refusal = await Assert.ThrowsAsync<PlatformException>(() => tree.PutAsync("f", new MemoryStream(new byte[3_000_000])));
        Assert.Equal(PlatformErrors.DiskFull, refusal.Code);
        Assert.Equal([new ArtifactEntry("f", false, 1)], tree.ListFiles());
        Assert.Single(Directory.GetFiles(disk.Folder));
    }
}
