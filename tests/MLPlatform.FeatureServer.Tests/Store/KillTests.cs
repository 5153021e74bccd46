using System.Diagnostics;
using MLPlatform.Contracts.Errors;
using MLPlatform.FeatureServer.Tests.Host;
using MLPlatform.Features.Online;

namespace MLPlatform.FeatureServer.Tests.Store;

public sealed class KillTests : IDisposable
{
    private const int Rows = 300;
    private readonly string _home = Directory.CreateTempSubdirectory("mlp").FullName;

    private string Socket => Path.Combine(_home, "f.sock");

    [Fact]
    public async Task Kill_at_any_instant_loses_nothing_acknowledged_and_keeps_no_batch_in_part()
    {
        long sent = 0, acknowledged = 0;
        for (var round = 0; round < 8; round++)
        {
            using var server = Start();
            try
            {
                await ServerFixture.AddressAsync(_home, server.WaitForExitAsync());
                await using var client = await OnlineFeatureClient.ConnectAsync(Socket);
                await client.PutViewAsync(Ports.View(ttl: null));
                var stored = await StoredAsync(client);
                Assert.InRange(stored, acknowledged, sent);

                // Killed after the round's share of writes, at an instant within the next one that differs from round to round.
                var killAfter = sent + 1 + (round % 3);
                try
                {
                    while (true)
                    {
                        sent++;
                        var writing = client.WriteAsync("ports", 1, Batch(sent));
                        if (sent > killAfter)
                        {
                            await Task.WhenAny(writing, Task.Delay(round * 4));
                            server.Kill();
                        }

                        await writing;
                        acknowledged = sent;
                    }
                }
                catch (PlatformException down) when (down.Code == FeatureErrors.ServerDown)
                {
                    await server.WaitForExitAsync();
                }
            }
            finally
            {
                server.Kill();
                await server.WaitForExitAsync();
                File.Delete(Path.Combine(_home, "online", FeatureServerOptions.AddressFileName));
            }
        }

        Assert.True(acknowledged >= 8);
    }

    [Fact]
    public async Task ReadAsync_after_the_server_was_replaced_connects_again()
    {
        OnlineFeatureClient client;
        using (var first = Start())
        {
            await ServerFixture.AddressAsync(_home, first.WaitForExitAsync());
            client = await OnlineFeatureClient.ConnectAsync(Socket);
            await client.PutViewAsync(Ports.View(ttl: null));
            await client.WriteAsync("ports", 1, Batch(5));
            first.Kill();
            await first.WaitForExitAsync();
        }

        await using (client)
        {
            var down = await Assert.ThrowsAsync<PlatformException>(() => client.ViewsAsync());
            Assert.Equal(FeatureErrors.ServerDown, down.Code);
            File.Delete(Path.Combine(_home, "online", FeatureServerOptions.AddressFileName));
            using var second = Start();
            await ServerFixture.AddressAsync(_home, second.WaitForExitAsync());
            Assert.Equal(5, await StoredAsync(client));
            second.Kill();
            await second.WaitForExitAsync();
        }
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);

    private static MLPlatform.Frames.Frame Batch(long number) => Ports.Rows(0, [.. Enumerable.Range(0, Rows).Select(i => ("P" + i, i, number))]);

    // Every row of the last batch that counts holds its number, so any mixture shows.
    private static async Task<long> StoredAsync(OnlineFeatureClient client)
    {
        var read = await Ports.ReadAsync(client, Ports.Keys([.. Enumerable.Range(0, Rows).Select(i => ("P" + i, i))]), 0);
        var numbers = Enumerable.Range(0, Rows).Select(row => read.Values["ports__calls_1h"].GetValue(row) as long? ?? 0).Distinct();
        return Assert.Single(numbers);
    }

    private Process Start() => Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(KillTests).Assembly.Location, _home, Socket]) { RedirectStandardError = false })!;
}
