using System.Net.Sockets;
using System.Text;
using MLPlatform.Jupyter.Zmtp;

namespace MLPlatform.Jupyter.Tests.Zmtp;

public class SocketTests
{
    private static readonly ZmtpAddress AnyPort = new("tcp", "127.0.0.1", 0);

    [Fact]
    public async Task Router_answers_each_dealer_by_its_identity()
    {
        await using var router = new RouterSocket(AnyPort);
        await using var named = await ClientSocket.ConnectDealerAsync(At(router), "anna"u8.ToArray(), Deadline.Soon);
        await using var unnamed = await ClientSocket.ConnectDealerAsync(At(router), [], Deadline.Soon);
        named.Send([Bytes("question")]);
        var asked = await router.ReceiveAsync(Deadline.Soon);
        Assert.Equal("anna", Encoding.UTF8.GetString(asked[0]));
        unnamed.Send([Bytes("other")]);
        var other = await router.ReceiveAsync(Deadline.Soon);
        Assert.Equal(0, other[0][0]);

        Assert.True(router.Send([other[0], Bytes("to unnamed")]));
        Assert.True(router.Send([asked[0], Bytes("to anna"), new byte[70_000]]));
        Assert.Equal("to unnamed", Encoding.UTF8.GetString((await unnamed.ReceiveAsync(Deadline.Soon))![0]));
        var answer = await named.ReceiveAsync(Deadline.Soon);
        Assert.Equal(("to anna", 70_000), (Encoding.UTF8.GetString(answer![0]), answer[1].Length));
    }

    [Fact]
    public async Task Send_to_a_peer_that_left_is_dropped()
    {
        await using var router = new RouterSocket(AnyPort);
        byte[] identity;
        await using (var dealer = await ClientSocket.ConnectDealerAsync(At(router), [], Deadline.Soon))
        {
            dealer.Send([Bytes("bye")]);
            identity = (await router.ReceiveAsync(Deadline.Soon))[0];
        }

        await Deadline.UntilAsync(() => !router.Send([identity, Bytes("late")]));
    }

    [Fact]
    public async Task Publisher_welcomes_and_sends_what_was_subscribed()
    {
        await using var publisher = new PublisherSocket(AnyPort, topic => [topic, Bytes("welcome")]);
        await using var all = await ClientSocket.ConnectSubscriberAsync(At(publisher), default, Deadline.Soon);
        await using var some = await ClientSocket.ConnectSubscriberAsync(At(publisher), Bytes("str"), Deadline.Soon);
        Assert.Equal("welcome", Encoding.UTF8.GetString((await all.ReceiveAsync(Deadline.Soon))![1]));
        Assert.Equal("str", Encoding.UTF8.GetString((await some.ReceiveAsync(Deadline.Soon))![0]));
        publisher.Send([Bytes("status"), Bytes("1")]);
        publisher.Send([Bytes("stream"), Bytes("2")]);
        Assert.Equal("1", Encoding.UTF8.GetString((await all.ReceiveAsync(Deadline.Soon))![1]));
        Assert.Equal("2", Encoding.UTF8.GetString((await all.ReceiveAsync(Deadline.Soon))![1]));
        Assert.Equal("2", Encoding.UTF8.GetString((await some.ReceiveAsync(Deadline.Soon))![1]));
    }

    [Fact]
    public async Task Publisher_drops_for_a_subscriber_that_does_not_read_and_serves_the_other()
    {
        const int Messages = 64;
        var message = new byte[1 << 20];
        await using var publisher = new PublisherSocket(AnyPort, limits: ZmtpLimits.Small with { SendQueueBytes = 4 << 20 });
        await using var slow = await ClientSocket.ConnectSubscriberAsync(At(publisher), default, Deadline.Soon);
        await using var quick = await ClientSocket.ConnectSubscriberAsync(At(publisher), default, Deadline.Soon);
        await Deadline.UntilAsync(() => publisher.Subscribers == 2);
        for (var i = 0; i < Messages; i++)
        {
            publisher.Send([Bytes("t"), message]);
            Assert.Equal(message.Length, (await quick.ReceiveAsync(Deadline.Soon))![1].Length);
        }

        Assert.InRange(publisher.Dropped, 1, Messages);
    }

    [Fact]
    public async Task Echo_returns_every_frame_with_the_empty_delimiter()
    {
        await using var echo = new EchoSocket(AnyPort);
        await using var client = await ClientSocket.ConnectDealerAsync(At(echo), [], Deadline.Soon);
        client.Send([Array.Empty<byte>(), Bytes("ping")]);
        var pong = await client.ReceiveAsync(Deadline.Soon);
        Assert.Equal(2, pong!.Length);
        Assert.Empty(pong[0]);
        Assert.Equal("ping", Encoding.UTF8.GetString(pong[1]));
    }

    [Fact]
    public async Task Dispose_delivers_what_was_sent_before()
    {
        ClientSocket client;
        await using (var router = new RouterSocket(AnyPort))
        {
            client = await ClientSocket.ConnectDealerAsync(At(router), [], Deadline.Soon);
            client.Send([Bytes("q")]);
            router.Send([(await router.ReceiveAsync(Deadline.Soon))[0], Bytes("last word")]);
        }

        await using (client)
        {
            Assert.Equal("last word", Encoding.UTF8.GetString((await client.ReceiveAsync(Deadline.Soon))![0]));
            Assert.Null(await client.ReceiveAsync(Deadline.Soon));
        }
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\nUser-Agent: a peer that is lost, with a long enough request\r\n\r\n")]
    [InlineData("short")]
    public async Task A_peer_that_speaks_something_else_is_disconnected_and_others_are_served(string words)
    {
        await using var router = new RouterSocket(AnyPort);
        using (var lost = await ConnectAsync(router))
        {
            await lost.SendAsync(Bytes(words));
            lost.Shutdown(SocketShutdown.Send);
            await Deadline.UntilAsync(() => router.Violations == 1);
        }

        await AssertServes(router);
    }

    [Fact]
    public async Task A_peer_that_claims_a_huge_frame_is_disconnected_and_others_are_served()
    {
        await using var router = new RouterSocket(AnyPort);
        using var greedy = await ConnectAsync(router);
        var ready = new ReadyCommand("DEALER", []).Encode();
        var hello = new byte[Frame.EncodedLength(ready.Length)];
        Frame.Write(hello, FrameFlags.Command, ready);
        await greedy.SendAsync((byte[])[.. Greeting.Build(), .. hello, (byte)FrameFlags.Long, 0x3F, 0, 0, 0, 0, 0, 0, 0]);
        await Deadline.UntilAsync(() => router.Violations == 1);
        await AssertServes(router);
    }

    [Fact]
    public async Task A_peer_of_the_wrong_type_is_refused()
    {
        await using var router = new RouterSocket(AnyPort);
        await Assert.ThrowsAsync<ZmtpException>(() => ClientSocket.ConnectSubscriberAsync(At(router), default, Deadline.Soon));
    }

    [Fact]
    public async Task A_peer_that_never_finishes_its_handshake_is_dropped()
    {
        await using var router = new RouterSocket(AnyPort, ZmtpLimits.Messages with { HandshakeTimeout = TimeSpan.FromMilliseconds(50) });
        using var silent = await ConnectAsync(router);
        await Deadline.UntilAsync(() => router.Violations == 1);
        await using var good = new RouterSocket(AnyPort);
        await AssertServes(good);
    }

    [Fact]
    public async Task Ipc_sockets_talk_through_a_file()
    {
        var folder = Directory.CreateTempSubdirectory("mlp-ipc-");
        try
        {
            var address = new ZmtpAddress("ipc", Path.Combine(folder.FullName, "kernel"), 1);
            await using var router = new RouterSocket(address);
            await using var client = await ClientSocket.ConnectDealerAsync(address, [], Deadline.Soon);
            client.Send([Bytes("hello")]);
            Assert.Equal("hello", Encoding.UTF8.GetString((await router.ReceiveAsync(Deadline.Soon))[1]));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task AssertServes(RouterSocket router)
    {
        await using var good = await ClientSocket.ConnectDealerAsync(At(router), [], Deadline.Soon);
        good.Send([Bytes("still there?")]);
        Assert.Equal("still there?", Encoding.UTF8.GetString((await router.ReceiveAsync(Deadline.Soon))[1]));
    }

    private static async Task<Socket> ConnectAsync(ZmtpServer server)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync("127.0.0.1", server.Port);
        return socket;
    }

    private static ZmtpAddress At(ZmtpServer server) => AnyPort with { Port = server.Port };

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
