using MLPlatform.FeatureServer.Store;

namespace MLPlatform.FeatureServer.Tests.Store;

public sealed class CheckpointedLogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mlp").FullName;

    [Fact]
    public async Task WriteAsync_batches_that_wait_share_a_checkpoint_and_survive_it()
    {
        await using (var log = new CheckpointedLog(Path.Combine(_folder, "store")))
        {
            var others = new List<Task>();

            // While the first batch is being written the others can only wait.
            await log.WriteAsync(
                first =>
                {
                    first.Put([0], [100]);
                    for (byte key = 1; key <= 40; key++)
                    {
                        var mine = key;
                        others.Add(log.WriteAsync(batch => batch.Put([mine], [mine]), CancellationToken.None));
                    }
                },
                CancellationToken.None);
            await Task.WhenAll(others);

            Assert.Equal(1, log.Commits);
        }

        await using var again = new CheckpointedLog(Path.Combine(_folder, "store"));
        using var read = again.BeginRead();
        Assert.Equal([100], read.Get([0])!);
        for (byte key = 1; key <= 40; key++)
            Assert.Equal([key], read.Get([key])!);
    }

    [Fact]
    public async Task WriteAsync_a_batch_that_fails_or_is_withdrawn_harms_no_other()
    {
        await using var log = new CheckpointedLog(Path.Combine(_folder, "store"));
        var failing = Task.CompletedTask;
        var withdrawn = Task.CompletedTask;

        await log.WriteAsync(
            first =>
            {
                first.Put([1], [1]);
                failing = log.WriteAsync(_ => throw new InvalidOperationException("no such row"), CancellationToken.None);
                withdrawn = log.WriteAsync(batch => batch.Put([2], [2]), new CancellationToken(canceled: true));
            },
            CancellationToken.None);

        Assert.Equal("no such row", (await Assert.ThrowsAsync<InvalidOperationException>(() => failing)).Message);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => withdrawn);
        using var read = log.BeginRead();
        Assert.Equal([1], read.Get([1])!);
        Assert.Null(read.Get([2]));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
