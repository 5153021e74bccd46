using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using MLPlatform.Contracts.Errors;
using MLPlatform.Features.Online;

namespace MLPlatform.FeatureServer.Tests.Host;

public sealed class FeatureServerTests
{
    [Fact]
    public async Task ReadAsync_written_rows_come_back_with_nulls_and_times()
    {
        await using var server = await ServerFixture.StartAsync();
        await using var client = await OnlineFeatureClient.ConnectAsync(server.Socket);
        await client.PutViewAsync(Ports.View());
        await client.PutViewAsync(Ports.View());

        Assert.Equal(3, await client.WriteAsync("ports", 1, Ports.Rows(10 * Ports.Day, ("A", 1, 3), ("B", 1, 4), ("B", 2, 8))));
        var read = await Ports.ReadAsync(client, Ports.Keys(("B", 2), ("A", 2), ("A", 1), ("B", 1)), 11 * Ports.Day);

        Assert.Equal([OnlineStatus.Present, OnlineStatus.NotFound, OnlineStatus.Present, OnlineStatus.Present], read.Statuses);
        Assert.Equal([10 * Ports.Day, long.MinValue, 10 * Ports.Day, 10 * Ports.Day], read.EventTimes);
        Assert.Equal([8L, null, 3L, 4L], Enumerable.Range(0, 4).Select(row => read.Values["ports__calls_1h"].GetValue(row)));
        Assert.Equal([2.0, null, null, 1.0], Enumerable.Range(0, 4).Select(row => read.Values["ports__delay"].GetValue(row)));
        Assert.Equal(["Zürich B", null, null, "Zürich B"], Enumerable.Range(0, 4).Select(row => read.Values["ports__city"].GetValue(row)));
        Assert.Equal([true, null, false, false], Enumerable.Range(0, 4).Select(row => read.Values["ports__open"].GetValue(row)));
    }

    [Fact]
    public async Task ReadAsync_value_older_than_ttl_is_not_served_and_one_exactly_as_old_is()
    {
        await using var server = await ServerFixture.StartAsync();
        await using var client = await OnlineFeatureClient.ConnectAsync(server.Socket);
        await client.PutViewAsync(Ports.View());
        await client.WriteAsync("ports", 1, Ports.Rows(10 * Ports.Day, ("A", 1, 4)));

        var edge = await Ports.ReadAsync(client, Ports.Keys(("A", 1)), 17 * Ports.Day);
        var late = await Ports.ReadAsync(client, Ports.Keys(("A", 1)), 17 * Ports.Day + 1);

        Assert.Equal([OnlineStatus.Present], edge.Statuses);
        Assert.Equal([OnlineStatus.OutsideMaxAge], late.Statuses);
        Assert.All(late.Values.Columns, column => Assert.True(column.IsNull(0)));
        Assert.Equal([10 * Ports.Day], late.EventTimes);
    }

    [Fact]
    public async Task ReadAsync_several_views_and_versions_in_one_round_trip()
    {
        await using var server = await ServerFixture.StartAsync();
        await using var client = await OnlineFeatureClient.ConnectAsync(server.Socket);
        foreach (var version in new[] { 1, 2 })
        {
            await client.PutViewAsync(Ports.View(version, ttl: null));
            await client.WriteAsync("ports", version, Ports.Rows(0, ("A", 1, 10 * version)));
        }

        var result = await client.ReadAsync([new OnlineRead("ports", 2, Ports.Keys(("A", 1))), new OnlineRead("ports", 1, Ports.Keys(("A", 1), ("Z", 1)))]);

        Assert.Equal(20L, result.Views[0].Values["ports__calls_1h"].GetValue(0));
        Assert.Equal(10L, result.Views[1].Values["ports__calls_1h"].GetValue(0));
        Assert.Equal([OnlineStatus.Present, OnlineStatus.NotFound], result.Views[1].Statuses);
        Assert.Equal(2, (await client.ViewsAsync()).Count);
    }

    [Fact]
    public async Task ReadAsync_many_callers_on_one_connection_each_get_their_own_answer()
    {
        await using var server = await ServerFixture.StartAsync();
        await using var client = await OnlineFeatureClient.ConnectAsync(server.Socket);
        await client.PutViewAsync(Ports.View());
        await client.WriteAsync("ports", 1, Ports.Rows(0, [.. Enumerable.Range(0, 200).Select(i => ("P" + i, i, (long)i))]));

        await Parallel.ForAsync(0, 400, async (i, _) =>
        {
            var read = await Ports.ReadAsync(client, Ports.Keys(("P" + i % 200, i % 200)), 1);
            Assert.Equal((long)(i % 200), read.Values["ports__calls_1h"].GetValue(0));
            if (i % 100 == 0)
                await client.WriteAsync("ports", 1, Ports.Rows(0, ("P" + i % 200, i % 200, i % 200)), cancel: CancellationToken.None);
        });
    }

    [Fact]
    public async Task Refusals_name_the_value_and_the_fix()
    {
        await using var server = await ServerFixture.StartAsync();
        await using var client = await OnlineFeatureClient.ConnectAsync(server.Socket);
        await client.PutViewAsync(Ports.View());

        var unknown = await Assert.ThrowsAsync<PlatformException>(() => client.ReadAsync([new OnlineRead("prots", 1, Ports.Keys(("A", 1)))]));
        var version = await Assert.ThrowsAsync<PlatformException>(() => client.ReadAsync([new OnlineRead("ports", 7, Ports.Keys(("A", 1)))]));
        var key = await Assert.ThrowsAsync<PlatformException>(() => client.ReadAsync([new OnlineRead("ports", 1, Ports.Keys(("A", 1)).Without("gate"))]));
        var type = await Assert.ThrowsAsync<PlatformException>(() => client.ReadAsync([new OnlineRead("ports", 1, Ports.Keys(("A", 1)).With(new MLPlatform.Frames.Column<double>("gate", new double[1])))]));
        var column = await Assert.ThrowsAsync<PlatformException>(() => client.WriteAsync("ports", 1, Ports.Rows(0, ("A", 1, 1)).Without("ports__city")));
        var changed = await Assert.ThrowsAsync<PlatformException>(() => client.PutViewAsync(Ports.View(ttl: null)));

        Assert.Equal((FeatureErrors.NotMaterialized, "Did you mean `ports`?"), (unknown.Code, unknown.Fix));
        Assert.Contains("ports@1", version.Fix, StringComparison.Ordinal);
        Assert.Equal(FeatureErrors.KeyMissing, key.Code);
        Assert.Equal(FeatureErrors.KeyType, type.Code);
        Assert.Contains("`ports__city`", column.Problem, StringComparison.Ordinal);
        Assert.Equal(FeatureErrors.RowsDoNotFit, changed.Code);
    }

    [Fact]
    public async Task RunAsync_second_server_of_a_home_is_refused()
    {
        await using var server = await ServerFixture.StartAsync();

        var refusal = await Assert.ThrowsAsync<PlatformException>(() => FeatureServerHost.RunAsync(new FeatureServerOptions(server.Home, server.Socket + "2"), CancellationToken.None));

        Assert.Equal(CommandErrors.AlreadyRunning, refusal.Code);
    }

    [Fact]
    public async Task WriteAsync_more_rows_than_one_batch_all_arrive()
    {
        await using var server = await ServerFixture.StartAsync();
        await using var client = await OnlineFeatureClient.ConnectAsync(server.Socket);
        await client.PutViewAsync(Ports.View(ttl: null));

        var written = await client.WriteAsync("ports", 1, Ports.Rows(0, [.. Enumerable.Range(0, 150_001).Select(i => ("P", i, (long)i))]));
        var read = await Ports.ReadAsync(client, Ports.Keys(("P", 0), ("P", 99_999), ("P", 100_000), ("P", 150_000), ("P", 150_001)), 0);

        Assert.Equal(150_001, written);
        Assert.Equal([0L, 99_999L, 100_000L, 150_000L, null], Enumerable.Range(0, 5).Select(row => read.Values["ports__calls_1h"].GetValue(row)));
    }

    [Theory]
    [InlineData("store/acknowledged.json", "{")]
    [InlineData("store/acknowledged.json", """{"schema":1,"checkpoint":"11111111-1111-1111-1111-111111111111"}""")]
    [InlineData("views.json", "[1")]
    public async Task RunAsync_damaged_store_is_refused_with_the_way_out(string file, string content)
    {
        var home = Directory.CreateTempSubdirectory("mlp").FullName;
        var path = Path.Combine(home, "online", file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, content);

        var refusal = await Assert.ThrowsAsync<PlatformException>(() => FeatureServerHost.RunAsync(new FeatureServerOptions(home, Path.Combine(home, "f.sock")), CancellationToken.None));

        Assert.Equal(FeatureErrors.StoreUnreadable, refusal.Code);
        Assert.Contains("materialize again", refusal.Fix, StringComparison.Ordinal);
        Directory.Delete(home, recursive: true);
    }

    [Fact]
    public async Task ConnectAsync_nobody_there_says_so()
    {
        var refusal = await Assert.ThrowsAsync<PlatformException>(() => OnlineFeatureClient.ConnectAsync("/tmp/no-such-folder/x.sock"));

        Assert.Equal(FeatureErrors.ServerDown, refusal.Code);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("MLPF\u0007\u0003..............")]
    [InlineData("MLPF\u0001\u0003\0\0\u0001\0\0\0\u00ff\u00ff\u00ff\u007f")]
    [InlineData("MLPF\u0001\u0003\0\0\u0001\0\0\0\u0003\0\0\0abc")]
    public async Task Malformed_message_ends_or_refuses_that_connection_only(string bytes)
    {
        await using var server = await ServerFixture.StartAsync();
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(server.Socket));
        await using var stream = new NetworkStream(socket);
        await socket.SendAsync(Encoding.Latin1.GetBytes(bytes));
        socket.Shutdown(SocketShutdown.Send);
        var answer = new MemoryStream();
        await stream.CopyToAsync(answer);

        Assert.Equal(0xFF, answer.ToArray()[5]);
        await using var client = await OnlineFeatureClient.ConnectAsync(server.Socket);
        Assert.Empty(await client.ViewsAsync());
    }

    [Fact]
    public async Task Http_needs_the_token_except_for_health()
    {
        await using var server = await ServerFixture.StartAsync(nonce: "n-1");
        using var stranger = new HttpClient { BaseAddress = server.Http.BaseAddress };

        Assert.Contains("n-1", await stranger.GetStringAsync("/health"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync("/metrics")).StatusCode);
        Assert.Contains("mlplatform_features_read_seconds_count 0", await server.Http.GetStringAsync("/metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetOnlineFeatures_answers_as_feast_does()
    {
        await using var server = await ServerFixture.StartAsync();
        await using var client = await OnlineFeatureClient.ConnectAsync(server.Socket);
        await client.PutViewAsync(Ports.View());
        await client.WriteAsync("ports", 1, Ports.Rows(10 * Ports.Day, ("A", 1, 6), ("B", 1, 5)));

        using var reply = await server.Http.PostAsync("/get-online-features", JsonContent.Create(new
        {
            features = new[] { "ports:delay", "ports@1:calls_1h" },
            entities = new Dictionary<string, object> { ["port"] = new[] { "A", "B", "C" }, ["gate"] = new[] { 1, 1, 1 } },
            at = "1970-01-12T00:00:00Z",
        }));
        var body = await reply.Content.ReadAsStringAsync();
        using var json = JsonDocument.Parse(body);

        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        Assert.Equal(["port", "gate", "delay", "calls_1h"], json.RootElement.GetProperty("metadata").GetProperty("feature_names").EnumerateArray().Select(name => name.GetString()));
        var delay = json.RootElement.GetProperty("results")[2].GetRawText();
        Assert.Equal("""{"values":[1.5,null,null],"statuses":["PRESENT","NULL_VALUE","NOT_FOUND"],"event_timestamps":["1970-01-11T00:00:00Z","1970-01-11T00:00:00Z","1970-01-01T00:00:00Z"]}""", delay);
        Assert.Equal("[6,5,null]", json.RootElement.GetProperty("results")[3].GetProperty("values").GetRawText());
    }

    [Theory]
    [InlineData("{", "MLP-PLATFORM-0006")]
    [InlineData("{}", "`features`")]
    [InlineData("""{"features":["ports:delay"],"entitys":{}}""", "Did you mean `entities`?")]
    [InlineData("""{"features":["delay"],"entities":{"port":["A"]}}""", "`delay`")]
    [InlineData("""{"features":["ports:dely"],"entities":{"port":["A"],"gate":[1]}}""", "Did you mean `delay`?")]
    [InlineData("""{"features":["ports:delay"],"entities":{"port":["A"]}}""", "`gate`")]
    [InlineData("""{"features":["ports:delay"],"entities":{"port":["A"],"gate":["x"]}}""", "MLP-FEATURES-0007")]
    [InlineData("""{"features":["ports:delay"],"entities":{"port":["A"],"gate":[1,2]}}""", "length")]
    public async Task GetOnlineFeatures_bad_body_is_refused_with_a_fix(string body, string expected)
    {
        await using var server = await ServerFixture.StartAsync();
        await using var client = await OnlineFeatureClient.ConnectAsync(server.Socket);
        await client.PutViewAsync(Ports.View());

        using var content = new StringContent(body);
        using var reply = await server.Http.PostAsync("/get-online-features", content);

        Assert.InRange((int)reply.StatusCode, 400, 499);
        Assert.Contains(expected, (await reply.Content.ReadAsStringAsync()).Replace("\\u0060", "`", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
