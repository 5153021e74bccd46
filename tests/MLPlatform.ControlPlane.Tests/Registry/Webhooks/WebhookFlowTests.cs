using System.Net;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using MLPlatform.ControlPlane.Registry.Webhooks;
using MLPlatform.ControlPlane.Tests.Tracking;

namespace MLPlatform.ControlPlane.Tests.Registry.Webhooks;

public sealed class WebhookFlowTests(MlflowServer server) : IClassFixture<MlflowServer>, IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly Channel<(string Body, Dictionary<string, string> Headers)> _got = Channel.CreateUnbounded<(string, Dictionary<string, string>)>();
    private readonly Queue<int> _answers = new();
    private WebApplication _receiver = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _receiver = builder.Build();
        _receiver.MapPost("/hook", async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync();
            context.Response.StatusCode = _answers.TryDequeue(out var status) ? status : 200;
            _got.Writer.TryWrite((body, context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString())));
        });
        await _receiver.StartAsync();
    }

    public async Task DisposeAsync() => await _receiver.DisposeAsync();

    [Fact]
    public async Task Changes_are_told_signed_and_again_after_a_failure()
    {
        _answers.Enqueue(503);
        var made = (await server.OkAsync("POST", "webhooks", new
        {
            name = "told",
            url = _receiver.Urls.Single() + "/hook",
            secret = "s3cret",
            events = new[] { new { entity = "MODEL_VERSION_ALIAS", action = "CREATED" }, new { entity = "REGISTERED_MODEL", action = "CREATED" } },
        }))["webhook"]!;
        Assert.DoesNotContain("s3cret", made.ToJsonString(), StringComparison.Ordinal);
        var name = "model-" + Guid.NewGuid();

        await server.OkAsync("POST", "registered-models/create", new { name });
        var (first, _) = await NextAsync();
        var (again, headers) = await NextAsync();

        Assert.Equal(first, again);
        Assert.Equal($"registered_model created {name}", $"{JsonNode.Parse(again)!["entity"]} {JsonNode.Parse(again)!["action"]} {JsonNode.Parse(again)!["data"]!["name"]}");
        Assert.Equal(WebhookSender.Signature("s3cret", headers["X-MLflow-Delivery-Id"]!, headers["X-MLflow-Timestamp"]!, again), headers["X-MLflow-Signature"]);

        await server.OkAsync("POST", "model-versions/create", new { name, source = "mlflow-artifacts:/x" });
        await server.OkAsync("POST", "registered-models/alias", new { name, alias = "champion", version = "1" });
        Assert.Equal("champion", JsonNode.Parse((await NextAsync()).Body)!["data"]!["alias"]!.GetValue<string>());

        var test = (await server.OkAsync("POST", $"webhooks/{made["webhook_id"]}/test", new { }))["result"]!;
        Assert.True(test["success"]!.GetValue<bool>());
        await NextAsync();
        await server.OkAsync("PATCH", $"webhooks/{made["webhook_id"]}", new { status = "DISABLED", description = "quiet" });
        await server.OkAsync("POST", "registered-models/create", new { name = name + "-2" });
        var page = await server.OkAsync("GET", "webhooks");
        Assert.Equal("DISABLED quiet", $"{page["webhooks"]![0]!["status"]} {page["webhooks"]![0]!["description"]}");
        await server.OkAsync("DELETE", $"webhooks/{made["webhook_id"]}");
        Assert.Equal(404, (int)(await server.SendAsync("GET", $"webhooks/{made["webhook_id"]}")).Status);
        Assert.False(_got.Reader.TryRead(out _));
    }

    [Theory]
    [InlineData("""{"url": "https://example.org", "events": [{"entity": "MODEL_VERSION", "action": "CREATED"}]}""", "Missing value for required parameter 'name'")]
    [InlineData("""{"name": "a", "url": "https://example.org"}""", "Missing value for required parameter 'events'")]
    [InlineData("""{"name": "a", "url": "ftp://example.org", "events": [{"entity": "MODEL_VERSION", "action": "CREATED"}]}""", "Invalid webhook URL: 'ftp://example.org'.")]
    [InlineData("""{"name": "a", "url": "https://example.org", "events": [{"entity": "MODEL_VERSION", "action": "SET"}]}""", "Invalid action 'SET' for entity 'MODEL_VERSION'.")]
    public async Task Create_refuses(string body, string text)
    {
        var (status, answer) = await server.SendAsync("POST", "webhooks", body);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(text, answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1/x")]
    [InlineData("http://localhost/x")]
    [InlineData("http://10.1.2.3/x")]
    [InlineData("http://169.254.169.254/latest")]
    [InlineData("http://[::1]/x")]
    [InlineData("http://[fd00::1]/x")]
    [InlineData("http://[::ffff:192.168.0.1]/x")]
    public void Check_refuses_private_addresses(string url) =>
        Assert.Contains("private address", Assert.Throws<ControlPlane.Tracking.Wire.MlflowRefusal>(() => WebhookAddress.Check(url, allowPrivate: false)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task ConnectAsync_refuses_a_name_that_resolves_to_a_private_address()
    {
        var refusal = await Assert.ThrowsAsync<HttpRequestException>(async () => await WebhookAddress.ConnectAsync(new DnsEndPoint("localhost", 9), allowPrivate: false, CancellationToken.None));
        Assert.Contains("a private address", refusal.Message, StringComparison.Ordinal);
    }

    private async Task<(string Body, Dictionary<string, string> Headers)> NextAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline);
        return await _got.Reader.ReadAsync(deadline.Token);
    }
}
