using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace EndToEndTests.Running;

/// <summary>What the flight-delays notebook has to leave behind in the platform, however it was executed.</summary>
internal static class FlightRecords
{
    /// <summary>The registry says what was measured: the leak promises more than it keeps, and honest features beat it in real life.</summary>
    public static async Task AssertRegistryAsync(PlatformHome home)
    {
        using var client = await home.ControlPlaneAsync();
        var honest = await MetricsAsync(client, "flight-delays");
        var leaky = await MetricsAsync(client, "flight-delays-leaky");
        Assert.InRange(honest["test_auc"], 0.6, 0.9);
        Assert.InRange(leaky["claimed_auc"], 0.6, 1);
        Assert.True(leaky["claimed_auc"] > honest["test_auc"], $"claimed {leaky["claimed_auc"]}, honest {honest["test_auc"]}");
        Assert.True(leaky["real_auc"] < leaky["claimed_auc"], $"real {leaky["real_auc"]}, claimed {leaky["claimed_auc"]}");

        var champion = await client.GetFromJsonAsync<JsonNode>("/api/2.0/mlflow/registered-models/alias?name=flight-delays&alias=champion");
        Assert.Equal("1", (string)champion!["model_version"]!["version"]!);
        Assert.False(string.IsNullOrEmpty((string?)champion["model_version"]!["run_id"]));
    }

    /// <summary>The endpoint is a process of its own: it answers after the notebook's process has ended.</summary>
    public static async Task AssertEndpointAnswersAsync(PlatformHome home)
    {
        using var client = await home.ControlPlaneAsync();
        var endpoint = (await client.GetFromJsonAsync<JsonNode>("/api/v1/endpoints/flights"))!;
        var server = new Uri(PlatformHome.Value(endpoint, "url")).GetLeftPart(UriPartial.Authority);
        const string request = """
            {"inputs": [{"name": "origin", "shape": [1], "datatype": "BYTES", "data": ["JFK"]}, {"name": "destination", "shape": [1], "datatype": "BYTES", "data": ["SFO"]}],
             "parameters": {"at": "2001-06-30T18:00:00Z"}}
            """;
        // With curl, because that is what the quickstart's report tells people to type.
        await using var curl = new ChildProcess("/usr/bin/curl", ["-sS", "--fail-with-body", "-H", "Content-Type: application/json", "-d", request, $"{server}/v2/models/flights/infer"], home.Environment, "/");
        var answered = await curl.EndAsync(TimeSpan.FromSeconds(30));
        Assert.True(answered.ExitCode == 0, answered.ToString());
        var late = (double)JsonNode.Parse(answered.Output)!["outputs"]![0]!["data"]![0]!;
        Assert.InRange(late, 0, 1);
    }

    /// <summary>A taken port refuses a deploy before anything starts, and the endpoint that serves stays as it is.</summary>
    public static async Task AssertTakenPortIsRefusedAsync(PlatformHome home)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        var refused = await home.RunAsync("endpoints", "deploy", "flight-delays@champion", "--name", "second", "--port", port);
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("MLP-ENDPOINT-0002", refused.Output + refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("second", (await home.RunAsync("endpoints", "list")).Output, StringComparison.Ordinal);
    }

    /// <summary>Killed without warning, the endpoint is back under the same address.</summary>
    public static async Task AssertEndpointHealsAsync(PlatformHome home)
    {
        using var client = await home.ControlPlaneAsync();
        var before = (await client.GetFromJsonAsync<JsonNode>("/api/v1/endpoints/flights"))!;
        using (var process = Process.GetProcessById(int.Parse(PlatformHome.Value(before, "processId"), CultureInfo.InvariantCulture)))
            process.Kill();
        await Eventually.Get(
            async () =>
            {
                var now = (await client.GetFromJsonAsync<JsonNode>("/api/v1/endpoints/flights"))!;
                return PlatformHome.Value(now, "state") == "Ready" && PlatformHome.Value(now, "processId") != PlatformHome.Value(before, "processId") ? now : null;
            },
            TimeSpan.FromSeconds(60),
            "the endpoint is up again");
        await AssertEndpointAnswersAsync(home);
    }

    private static async Task<Dictionary<string, double>> MetricsAsync(HttpClient client, string experiment)
    {
        var found = await client.GetFromJsonAsync<JsonNode>($"/api/2.0/mlflow/experiments/get-by-name?experiment_name={experiment}");
        var answer = await client.PostAsJsonAsync("/api/2.0/mlflow/runs/search", new { experiment_ids = new[] { (string)found!["experiment"]!["experiment_id"]! } });
        var runs = (await answer.Content.ReadFromJsonAsync<JsonNode>())!["runs"]!.AsArray();
        var run = Assert.Single(runs, run => (string)run!["info"]!["status"]! == "FINISHED");
        return run!["data"]!["metrics"]!.AsArray().ToDictionary(metric => (string)metric!["key"]!, metric => (double)metric!["value"]!);
    }
}
