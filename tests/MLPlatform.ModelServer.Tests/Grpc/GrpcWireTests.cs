using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using MLPlatform.Contracts.Errors;
using MLPlatform.ModelServer.Binding;
using MLPlatform.ModelServer.Grpc;
using MLPlatform.ModelServer.Grpc.Messages;
using MLPlatform.Training.Tests;
using FsCheck;
using FsCheck.Fluent;

namespace MLPlatform.ModelServer.Tests.Grpc;

/// <summary>A client that misbehaves, byte by byte.</summary>
public sealed class GrpcWireTests(TrainedModel model) : IClassFixture<TrainedModel>, IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private ModelServerHost _server = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _server = await ModelServerHost.StartAsync(model.Spec(_folder["capture"]) with { GrpcPort = 0 }, TimeProvider.System);
        _client = new HttpClient { BaseAddress = _server.GrpcUrl, DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task An_answer_is_one_frame_and_its_status_a_trailer()
    {
        using var answer = await CallAsync("ServerLive", Framed(new ServerLiveRequest()));

        var body = await answer.Content.ReadAsByteArrayAsync();
        Assert.Equal("application/grpc", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal((0, 2u), (body[0], BinaryPrimitives.ReadUInt32BigEndian(body.AsSpan(1))));
        Assert.True(ServerLiveResponse.Parser.ParseFrom(body.AsSpan(5)).Live);
        Assert.Equal("0", StatusOf(answer));
    }

    [Theory]
    [InlineData(new byte[0], "3")]
    [InlineData(new byte[] { 0, 0, 0, 0 }, "3")]
    [InlineData(new byte[] { 0, 0, 0, 0, 9, 1 }, "3")]
    [InlineData(new byte[] { 0, 0, 0, 0, 1, 1, 1 }, "3")]
    [InlineData(new byte[] { 1, 0, 0, 0, 0 }, "12")]
    [InlineData(new byte[] { 0, 0, 0, 0, 2, 0x0A, 0x7F }, "3")]
    [InlineData(new byte[] { 0, 0xFF, 0xFF, 0xFF, 0xFF }, "3")]
    public async Task A_torn_frame_is_refused_with_a_status(byte[] body, string status)
    {
        using var answer = await CallAsync("ModelInfer", body);

        await answer.Content.ReadAsByteArrayAsync();
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(status, StatusOf(answer));
    }

    [Fact]
    public void Any_bytes_as_a_message_are_refused_or_answered_never_a_defect() => Prop.ForAll(Gen.Choose(0, 255).Select(i => (byte)i).ArrayOf().ToArbitrary(), bytes =>
    {
        var schema = new RequestSchema(model.Model.Manifest);
        try
        {
            _ = GrpcTensors.Bind(ModelInferRequest.Parser.ParseFrom(bytes), schema, null);
        }
        catch (Exception refused) when (refused is PlatformException { Code.HttpStatus: 400 } or InvalidProtocolBufferException)
        {
            // Refused by name.
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Theory]
    [InlineData("1H", 3_600_000.0)]
    [InlineData("20m", 20.0)]
    [InlineData("99999999n", 99.999999)]
    [InlineData("99999999H", 86_400_000.0)]
    [InlineData("5S", 5_000.0)]
    [InlineData("2M", 120_000.0)]
    [InlineData("7u", 0.007)]
    public void TimeoutOf_reads_every_unit(string header, double milliseconds)
    {
        var context = new Microsoft.AspNetCore.Http.DefaultHttpContext();
        context.Request.Headers["grpc-timeout"] = header;

        Assert.Equal(milliseconds, GrpcStatus.TimeoutOf(context.Request)!.Value.TotalMilliseconds, 1e-3);
    }

    [Theory]
    [InlineData("5")]
    [InlineData("S")]
    [InlineData("123456789S")]
    [InlineData("-1S")]
    [InlineData("5x")]
    public async Task A_deadline_of_another_form_is_refused(string header)
    {
        using var answer = await CallAsync("ServerLive", Framed(new ServerLiveRequest()), header);

        await answer.Content.ReadAsByteArrayAsync();
        Assert.Equal("3", StatusOf(answer));
    }

    [Theory]
    [InlineData("plain `text`", "plain `text`")]
    [InlineData("100 % – ü\n", "100 %25 %E2%80%93 %C3%BC%0A")]
    public void PercentEncoded_keeps_printable_ascii(string message, string encoded) => Assert.Equal(encoded, GrpcStatus.PercentEncoded(message));

    [Fact]
    public async Task Grpc_over_http_1_is_refused()
    {
        using var client = new HttpClient();
        using var content = new ByteArrayContent(Framed(new ServerLiveRequest()));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        using var answer = await client.PostAsync(new Uri(_server.Url, "/inference.GRPCInferenceService/ServerLive"), content);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
    }

    private static byte[] Framed(IMessage message)
    {
        var frame = new byte[5 + message.CalculateSize()];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), frame.Length - 5);
        message.ToByteArray().CopyTo(frame, 5);
        return frame;
    }

    private static string? StatusOf(HttpResponseMessage answer) =>
        answer.TrailingHeaders.TryGetValues("grpc-status", out var trailer) ? trailer.Single() : null;

    private async Task<HttpResponseMessage> CallAsync(string call, byte[] body, string? timeout = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/inference.GRPCInferenceService/" + call) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.Add("te", "trailers");
        if (timeout is not null)
            request.Headers.Add("grpc-timeout", timeout);
        return await _client.SendAsync(request);
    }
}
