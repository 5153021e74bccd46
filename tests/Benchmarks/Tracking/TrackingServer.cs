using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Benchmarks.Measuring;
using Benchmarks.Serving;

namespace Benchmarks.Tracking;

/// <summary>The product's control plane on a scratch home, asked over MLflow's REST API.</summary>
internal sealed class TrackingServer : IAsyncDisposable
{
    public const string Api = "/api/2.0/mlflow/";

    private TrackingServer(Process process, int port)
    {
        Process = process;
        Client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromMinutes(5) };
    }

    public Process Process { get; }

    public HttpClient Client { get; }

    public static async Task<TrackingServer> StartAsync(Workplace workplace, CancellationToken cancel, string home = "home")
    {
        var (port, begin) = (Workplace.FreePort(), Stopwatch.GetTimestamp());
        var process = workplace.Start(Workplace.Program, ["control-plane", "--home", Path.Combine(workplace.Scratch, home), "--port", port.ToString(CultureInfo.InvariantCulture), "--for-test-suites"]);
        var server = new TrackingServer(process, port);
        await Readiness.WaitAsync(new Uri(server.Client.BaseAddress!, "/health"), process, begin, cancel);
        return server;
    }

    public static async Task<JsonNode> PostAsync(HttpClient client, string path, string body, CancellationToken cancel)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(path, content, cancel);
        var text = await answer.Content.ReadAsStringAsync(cancel);
        return answer.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new InvalidOperationException($"{path}: {(int)answer.StatusCode} {text}");
    }

    public async Task<string> NewRunAsync(string experiment, CancellationToken cancel, int start = 0) =>
        (await PostAsync(Client, Api + "runs/create", $$"""{"experiment_id": "{{experiment}}", "start_time": {{start}}}""", cancel))["run"]!["info"]!["run_id"]!.GetValue<string>();

    /// <summary>Sends one request after another on each of some connections.</summary>
    /// <param name="bodyOf">The body of the nth request of a connection.</param>
    /// <returns>Requests a second.</returns>
    public static async Task<double> LoadAsync(HttpClient client, string path, Func<int, int, string> bodyOf, int connections, TimeSpan length, CancellationToken cancel)
    {
        var begin = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, connections).Select(connection => Task.Run(
            async () =>
            {
                var sent = 0;
                while (Stopwatch.GetElapsedTime(begin) < length)
                {
                    using var content = new StringContent(bodyOf(connection, sent), Encoding.UTF8, "application/json");
                    using var answer = await client.PostAsync(path, content, cancel);
                    answer.EnsureSuccessStatusCode();
                    await answer.Content.CopyToAsync(Stream.Null, cancel);
                    sent++;
                }

                return sent;
            },
            cancel)));
        return counts.Sum() / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Readiness.EndAsync(Process, CancellationToken.None);
    }
}
