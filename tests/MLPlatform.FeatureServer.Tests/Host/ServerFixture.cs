using System.Net.Http.Headers;
using System.Text.Json;
using MLPlatform.Contracts.Features;
using MLPlatform.Contracts.Json;
using MLPlatform.Features.Online;
using MLPlatform.Frames;

namespace MLPlatform.FeatureServer.Tests.Host;

/// <summary>A server in this process over a home of its own.</summary>
internal sealed class ServerFixture : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task<int> _running = Task.FromResult(0);

    public string Home { get; } = Directory.CreateTempSubdirectory("mlp").FullName;

    public string Socket => Path.Combine(Home, "features.sock");

    public HttpClient Http { get; } = new();

    public static async Task<ServerFixture> StartAsync(string? nonce = null)
    {
        var fixture = new ServerFixture();
        fixture._running = Task.Run(() => FeatureServerHost.RunAsync(new FeatureServerOptions(fixture.Home, fixture.Socket, Nonce: nonce), fixture._stop.Token));
        var address = await AddressAsync(fixture.Home, fixture._running);
        fixture.Http.BaseAddress = new Uri(address.Url);
        fixture.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(Path.Combine(fixture.Home, "token"))).Trim());
        return fixture;
    }

    /// <summary>Waits until a server of this home listens.</summary>
    public static async Task<FeatureServerAddress> AddressAsync(string home, Task running)
    {
        var file = Path.Combine(home, "online", FeatureServerOptions.AddressFileName);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!File.Exists(file))
        {
            if (running.IsCompleted)
                await running;
            await Task.Delay(20, deadline.Token);
        }

        return JsonSerializer.Deserialize(await File.ReadAllBytesAsync(file), ContractsJson.Default.FeatureServerAddress)!;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        Http.Dispose();
        _stop.Dispose();
        Directory.Delete(Home, recursive: true);
    }
}

/// <summary>A small view of every kind of column.</summary>
internal static class Ports
{
    public const long Day = 86_400_000_000;

    public static OnlineView View(int version = 1, string? ttl = "7d") => new(
        "ports",
        version,
        [new JoinKey("port", ColumnType.Text), new JoinKey("gate", ColumnType.Int64)],
        [
            new FeatureColumn("ports", version, "calls", "ports__calls_1h", ColumnType.Int64),
            new FeatureColumn("ports", version, "delay", "ports__delay", ColumnType.Float64),
            new FeatureColumn("ports", version, "city", "ports__city", ColumnType.Text),
            new FeatureColumn("ports", version, "open", "ports__open", ColumnType.Bool),
        ],
        ttl is null ? null : TimeSpan.FromDays(7));

    public static Frame Keys(params (string Port, int Gate)[] rows) =>
        new(TextColumn.Of("port", [.. rows.Select(row => row.Port)]), new Column<int>("gate", rows.Select(row => row.Gate).ToArray()));

    public static Frame Rows(long eventTime, params (string Port, int Gate, long Calls)[] rows) => Keys([.. rows.Select(row => (row.Port, row.Gate))]).With(
        new Column<long>("ports__calls_1h", rows.Select(row => row.Calls).ToArray()),
        new Column<double>("ports__delay", rows.Select(row => row.Calls / 4.0).ToArray(), Validity([.. rows.Select(row => row.Calls % 2 == 0)])),
        TextColumn.Of("ports__city", [.. rows.Select(row => row.Calls % 3 == 0 ? null : "Zürich " + row.Port)]),
        new BoolColumn("ports__open", rows.Select(row => row.Calls > 4).ToArray()),
        new Column<long>("event_time", rows.Select(_ => eventTime).ToArray(), timestamp: true));

    public static async Task<OnlineRows> ReadAsync(OnlineFeatureClient client, Frame keys, long at, int version = 1) =>
        Assert.Single((await client.ReadAsync([new OnlineRead("ports", version, keys)], at)).Views);

    private static byte[] Validity(bool[] valid)
    {
        var bits = new byte[Bitmap.ByteCount(valid.Length)];
        for (var i = 0; i < valid.Length; i++)
            Bitmap.Set(bits, i, valid[i]);
        return bits;
    }
}
