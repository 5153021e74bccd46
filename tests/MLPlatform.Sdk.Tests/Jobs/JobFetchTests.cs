using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Jobs;
using MLPlatform.Sdk.Jobs;

namespace MLPlatform.Sdk.Tests.Jobs;

public sealed class JobFetchTests : IDisposable
{
    private static readonly JobFile[] There = [new("events.jsonl", 3), new("plots/a.png", 3), new("plots/deep/b.png", 3), new("report.txt", 3)];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mlplatform-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task RunAsync_of_a_folder_and_a_file_keeps_their_places()
    {
        var files = await FetchAsync(["plots", "report.txt", "plots/a.png"]);

        Assert.Equal(["plots/a.png", "plots/deep/b.png", "report.txt"], files.Select(file => file.Path));
        Assert.Equal("plots/deep/b.png", await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "plots/deep/b.png")));
    }

    [Fact]
    public async Task RunAsync_of_nothing_in_particular_brings_everything() => Assert.Equal(There, await FetchAsync([]));

    [Fact]
    public async Task RunAsync_of_what_is_not_there_names_the_nearest()
    {
        var refusal = await Assert.ThrowsAsync<PlatformException>(() => FetchAsync(["reports.txt"]));

        Assert.Equal((JobErrors.NoFile, "Did you mean `report.txt`?"), (refusal.Code, refusal.Fix));
    }

    [Fact]
    public async Task RunAsync_of_a_name_that_leaves_the_folder_is_refused() =>
        Assert.Equal(DataErrors.UnsafePath, (await Assert.ThrowsAsync<PlatformException>(() => JobFetch.RunAsync([], [new("../x", 1)], _folder.FullName, (_, _) => Task.CompletedTask, default))).Code);

    [Fact]
    public async Task RunAsync_that_breaks_off_leaves_no_file_under_the_name()
    {
        await Assert.ThrowsAsync<PlatformException>(() => JobFetch.RunAsync(["report.txt"], There, _folder.FullName, (_, _) => throw new IOException("no space left"), default));

        Assert.Empty(_folder.EnumerateFiles());
    }

    private Task<IReadOnlyList<JobFile>> FetchAsync(string[] paths) => JobFetch.RunAsync(paths, There, _folder.FullName, async (path, stream) => await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(path)), default);
}
