using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using MLPlatform.Contracts.Errors;
using MLPlatform.Monitoring.Alerts;

namespace MLPlatform.Monitoring.Tests.Alerts;

public sealed class AlertTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("mlplatform-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_is_known_is_not_sent_again_until_the_pause_is_over_or_the_trouble_was()
    {
        var sink = new ListSink();
        var desk = new AlertDesk([sink], TimeSpan.FromHours(6));
        var state = AlertState.Empty;
        foreach (var (hours, wrong) in new[] { (0, true), (1, true), (5, true), (6, true), (7, false), (8, true) })
            state = (await desk.SendAsync(state, "flights", wrong ? [Drift(hours)] : [], Start.AddHours(hours))).State;

        Assert.Equal([0, 6, 8], sink.Alerts.Select(alert => (alert.At - Start).TotalHours));
    }

    [Fact]
    public async Task Silence_holds_everything_back_until_it_ends()
    {
        var sink = new ListSink();
        var desk = new AlertDesk([sink], TimeSpan.FromHours(6));
        var silent = AlertState.Empty with { SilentUntil = Contracts.Time.UnixMicros.From(Start.AddHours(2)) };

        var held = await desk.SendAsync(silent, "flights", [Drift(1)], Start.AddHours(1));
        var sent = await desk.SendAsync(held.State, "flights", [Drift(2)], Start.AddHours(2));

        Assert.Equal((1, 0, 1), (held.Held.Count, held.Sent.Count, sent.Sent.Count));
        Assert.Null(sent.State.SilentUntil);
    }

    [Fact]
    public async Task A_sink_that_refuses_is_tried_again_and_another_endpoints_alerts_stay_known()
    {
        var other = new AlertState(new Dictionary<string, long> { ["prices/drift"] = 5 }, null, new Dictionary<string, long>());
        var desk = new AlertDesk([new LogSink(Path.Combine(_folder, "none", "alerts.jsonl"))], TimeSpan.FromHours(6));

        var outcome = await desk.SendAsync(other, "flights", [Drift(0)], Start);

        Assert.Empty(outcome.Sent);
        Assert.Contains("alerts.jsonl", outcome.Failures.Single());
        Assert.Equal(["prices/drift"], outcome.State.Sent.Keys);
    }

    [Fact]
    public async Task State_is_what_was_saved()
    {
        var file = Path.Combine(_folder, "state", "alerts.json");
        var state = new AlertState(new Dictionary<string, long> { ["a"] = 1 }, 2, new Dictionary<string, long> { ["job"] = 3 });
        state.Save(file);

        Assert.Equal(JsonSerializer.Serialize(state), JsonSerializer.Serialize(AlertState.Load(file)));
        await File.WriteAllTextAsync(file, "{");
        Assert.Equal(DataErrors.FileUnreadable, Assert.Throws<PlatformException>(() => AlertState.Load(file)).Code);
        Assert.Empty(AlertState.Load(Path.Combine(_folder, "none")).Sent);
    }

    [Fact]
    public async Task A_webhook_gets_text_and_the_alert()
    {
        using var listener = new HttpListener();
        var port = FreePort();
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        var received = ReceiveAsync(listener);
        using var http = new HttpClient();

        await new WebhookSink(http, new Uri($"http://127.0.0.1:{port}/hook")).SendAsync(Drift(0), default);

        var body = JsonDocument.Parse(await received).RootElement;
        Assert.Equal("flights drifted\ndistance moved", body.GetProperty("text").GetString());
        Assert.Equal("flights/drift", body.GetProperty("alert").GetProperty("key").GetString());
    }

    [Fact]
    public async Task A_webhook_that_is_not_there_is_a_refusal_that_names_no_path()
    {
        using var http = new HttpClient();

        var refused = await Assert.ThrowsAsync<PlatformException>(() => new WebhookSink(http, new Uri($"http://127.0.0.1:{FreePort()}/secret")).SendAsync(Drift(0), default));

        Assert.Equal(EndpointErrors.AlertNotSent, refused.Code);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_server_takes_the_mail()
    {
        var port = FreePort();
        // Debian's Python carries a small mail server that prints what it is sent.
        using var server = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-u", "-W", "ignore", "-m", "smtpd", "-n", "-c", "DebuggingServer", $"127.0.0.1:{port}"]) { RedirectStandardOutput = true })!;
        try
        {
            await ListeningAsync(port);

            await new SmtpSink(new MailServer("127.0.0.1", port), "mlplatform@example.org", "ops@example.org").SendAsync(Drift(0), default);

            var said = "";
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (!said.Contains("distance moved", StringComparison.Ordinal))
                said += await server.StandardOutput.ReadLineAsync(deadline.Token) + "\n";
            Assert.Contains("Subject: flights drifted", said, StringComparison.Ordinal);
            Assert.Contains("ops@example.org", said, StringComparison.Ordinal);
        }
        finally
        {
            server.Kill();
        }
    }

    [Fact]
    public async Task A_mail_server_that_is_not_there_is_a_refusal()
    {
        var refused = await Assert.ThrowsAsync<PlatformException>(() => new SmtpSink(new MailServer("127.0.0.1", FreePort()), "a@example.org", "b@example.org").SendAsync(Drift(0), default));

        Assert.Equal(EndpointErrors.AlertNotSent, refused.Code);
    }

    private static Alert Drift(int hours) => new("flights/drift", "flights", "flights drifted", "distance moved", Start.AddHours(hours));

    private static async Task<string> ReceiveAsync(HttpListener listener)
    {
        var context = await listener.GetContextAsync();
        using var reader = new StreamReader(context.Request.InputStream);
        var body = await reader.ReadToEndAsync();
        context.Response.Close();
        return body;
    }

    private static async Task ListeningAsync(int port)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, port, deadline.Token);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(20, deadline.Token);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class ListSink : IAlertSink
    {
        public List<Alert> Alerts { get; } = [];

        public string Name => "list";

        public Task SendAsync(Alert alert, CancellationToken cancel)
        {
            Alerts.Add(alert);
            return Task.CompletedTask;
        }
    }
}
