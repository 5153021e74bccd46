using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Identity;
using MLPlatform.Contracts.Json;
using MLPlatform.Contracts.Platform;
using MLPlatform.Hosting.Errors;
using MLPlatform.Hosting.Security;
using MLPlatform.Hosting.Servers;
using MLPlatform.Hosting.Sockets;

namespace MLPlatform.Hosting.Tests.Servers;

public sealed class PlatformServerTests : IAsyncLifetime, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mlplatform-test-").FullName;
    private WebApplication _app = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _app = PlatformServer.CreateBuilder(new ServerOptions("test", 0) { Socket = Path.Combine(_folder, "s.sock") }, TimeProvider.System).Build();
        _app.UseRefusals(NullLogger.Instance);
        _app.UseLoopbackOnly();
        _app.UseTokens(new OwnerToken("right", Principal.LocalUser("me")));
        _app.MapGet(ApiRoutes.Health, () => "ok");
        _app.MapGet("/who", (HttpContext context) => context.Principal().Project + "/" + context.Principal().Subject);
        _app.MapGet("/refuse", (Func<string>)(() => throw new PlatformException(EndpointErrors.PortInUse, "Port `1` is taken.", "Take another.")));
        _app.MapGet("/defect", (Func<string>)(() => throw new InvalidOperationException("a secret detail")));
        _http = new HttpClient { BaseAddress = await _app.StartListeningAsync(default) };
        _http.DefaultRequestHeaders.Authorization = new("Bearer", "right");
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Refusal_becomes_the_one_error_shape()
    {
        using var answer = await _http.GetAsync("/refuse");

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Equal(new ApiError("MLP-ENDPOINT-0002", "Port `1` is taken.", "Take another."), JsonSerializer.Deserialize(await answer.Content.ReadAsStringAsync(), ContractsJson.Default.ApiError));
    }

    [Fact]
    public async Task Defect_shows_an_id_and_no_detail()
    {
        using var answer = await _http.GetAsync("/defect");
        var text = await answer.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Contains(PlatformErrors.Internal.Id, text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Project_header_chooses_the_owners_project()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/who") { Headers = { { ApiRoutes.ProjectHeader, "fraud" } } };
        using var answer = await _http.SendAsync(request);

        Assert.Equal("fraud/me", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Unix_socket_serves_the_same_user_and_is_private()
    {
        var path = Path.Combine(_folder, "s.sock");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
        await socket.SendAsync("GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"u8.ToArray());
        var buffer = new byte[64];
        var received = await socket.ReceiveAsync(buffer);

        Assert.StartsWith("HTTP/1.1 200", System.Text.Encoding.ASCII.GetString(buffer, 0, received), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        PeerCredentials.Check(socket);
    }

    [Fact]
    public async Task StartListeningAsync_on_a_taken_port_is_refused()
    {
        await using var second = PlatformServer.CreateBuilder(new ServerOptions("second", _http.BaseAddress!.Port), TimeProvider.System).Build();

        var refusal = await Assert.ThrowsAsync<PlatformException>(() => second.StartListeningAsync(default));

        Assert.Equal(EndpointErrors.PortInUse, refusal.Code);
    }

    [Theory]
    [InlineData("Bearer wrong")]
    [InlineData("Basic !!!")]
    [InlineData("Digest right")]
    public async Task Wrong_token_is_refused(string header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/who");
        request.Headers.TryAddWithoutValidation("Authorization", header);
        using var answer = await new HttpClient { BaseAddress = _http.BaseAddress }.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }
}
