using MLPlatform.Contracts.Errors;
using MLPlatform.ControlPlaneClient.Home;

namespace MLPlatform.ControlPlaneClient.Tests.Home;

public sealed class PlatformHomeTests : IDisposable
{
    private const UnixFileMode OwnerFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly string _folder = Directory.CreateTempSubdirectory("mlplatform-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void At_makes_private_folders()
    {
        var home = PlatformHome.At(Path.Combine(_folder, new string('h', 60), "home") + "/");

        Assert.Equal((OwnerFolder, OwnerFolder), (File.GetUnixFileMode(home.Folder), File.GetUnixFileMode(home.Sockets)));
        Assert.EndsWith("/home", home.Folder, StringComparison.Ordinal);
    }

    [Fact]
    public void At_a_place_that_cannot_be_written_is_refused()
    {
        File.WriteAllText(Path.Combine(_folder, "file"), "");

        var refusal = Assert.Throws<PlatformException>(() => PlatformHome.At(Path.Combine(_folder, "file", "home")));

        Assert.Equal(ConfigErrors.HomeNotWritable, refusal.Code);
    }

    [Fact]
    public void Write_replaces_whole_files_readable_by_their_owner_only()
    {
        var path = Path.Combine(_folder, "secret");
        PrivateFiles.Write(path, "one"u8);
        PrivateFiles.Write(path, "two"u8);

        Assert.Equal("two", File.ReadAllText(path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Single(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public void TryLock_gives_the_lock_to_one_holder_at_a_time()
    {
        var path = Path.Combine(_folder, "lock");
        using (PrivateFiles.TryLock(path))
            Assert.Null(PrivateFiles.TryLock(path));
        using var again = PrivateFiles.TryLock(path);
        Assert.NotNull(again);
    }
}
