using System.Net;
using System.Text.Json.Nodes;
using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.FeatureServer;
using MLPlatform.Features.Online;
using MLPlatform.Frames;
using MLPlatform.Training.Boosting;
using MLPlatform.Training.Tests;

namespace MLPlatform.ModelServer.Tests.Lookup;

/// <summary>An endpoint with a real feature server behind it.</summary>
public sealed class OnlineLookupTests : IAsyncLifetime
{
    private const long June = 991_353_600_000_000, Day = 86_400_000_000;

    private readonly TemporaryFolder _folder = new();
    private readonly ModelFeatureView _view = new("route", 1, ["origin", "gate"],
    [
        new("route", 1, "distance", "distance", ColumnType.Float64), new("route", 1, "hour", "hour", ColumnType.Int64),
    ]);

    private CancellationTokenSource _stop = new();
    private Task<int> _features = Task.FromResult(0);
    private ModelServerHost _server = null!;
    private HttpClient _client = null!;

    private string Socket => _folder["features.sock"];

    public async Task InitializeAsync()
    {
        await StartFeaturesAsync();
        await using (var online = await OnlineFeatureClient.ConnectAsync(Socket))
        {
            await online.PutViewAsync(new OnlineView("route", 1, [new JoinKey("origin", ColumnType.Text), new JoinKey("gate", ColumnType.Int32)], _view.Columns, TimeSpan.FromDays(7)));
            await online.WriteAsync("route", 1, new Frame(
                TextColumn.Of("origin", ["JFK", "SFO"]), new Column<int>("gate", new[] { 1, 2 }),
                new Column<double>("distance", new[] { 100.0, 2000 }), new Column<long>("hour", new[] { 5L, 23 }),
                new Column<long>("event_time", new[] { June - Day, June - 30 * Day }, timestamp: true)));
        }

        using (var trees = Trees.Fit(SyntheticRows.Make(1000, 1), "late", new() { Rounds = 20, Depth = 5, Threads = 2 }, features: ["distance", "hour", "weekend", "noise"]))
            trees.Save(_folder["model"], [_view]);
        _server = await ModelServerHost.StartAsync(new ModelServerSpec
        {
            Name = "flights",
            Version = 1,
            ModelFolder = _folder["model"],
            Port = 0,
            Threads = 2,
            FeatureSocket = Socket,
            CaptureFolder = _folder["capture"],
            CaptureRate = 1,
            Nonce = "n",
        }, TimeProvider.System);
        _client = new HttpClient { BaseAddress = _server.Url };
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        await StopFeaturesAsync();
        _stop.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Infer_by_keys_gives_what_infer_by_the_values_gives()
    {
        var byKeys = await InferAsync(Rows("JFK", 1, explain: true));
        var byValues = await InferAsync("""{"inputs": [{"name":"distance","shape":[1],"datatype":"FP64","data":[100]},{"name":"hour","shape":[1],"datatype":"INT64","data":[5]},{"name":"weekend","shape":[1],"datatype":"BOOL","data":[true]},{"name":"noise","shape":[1],"datatype":"FP32","data":[0.5]}]}""");

        Assert.Equal((double)byValues["outputs"]![0]!["data"]![0]!, (double)byKeys["outputs"]![0]!["data"]![0]!);
        Assert.Null(byValues["parameters"]);
        var lookup = byKeys["parameters"]!["lookups"]![0]!;
        Assert.Equal("route", (string?)lookup["view"]);
        Assert.Equal(1, (int)lookup["present"]!);
        Assert.Null(lookup["absent"]);
        var distance = byKeys["parameters"]!["features"]![0]!;
        Assert.Equal("route@1", (string?)distance["from"]);
        Assert.Equal(100, (double)distance["values"]![0]!);
        Assert.Equal("2001-05-31T00:00:00Z", (string?)distance["event_times"]![0]);
        Assert.Equal("request", (string?)byKeys["parameters"]!["features"]![2]!["from"]);
    }

    [Theory]
    [InlineData("SFO", 2, "outside_max_age", "OUTSIDE_MAX_AGE")]
    [InlineData("LAX", 1, "not_found", "NOT_FOUND")]
    public async Task Infer_says_which_keys_had_no_value(string origin, int gate, string count, string status)
    {
        var lookup = (await InferAsync(Rows(origin, gate)))["parameters"]!["lookups"]![0]!;

        Assert.Equal(1, (int)lookup[count]!);
        Assert.Equal(status, (string?)lookup["absent"]![0]!["status"]);
        Assert.Equal(origin, (string?)lookup["absent"]![0]!["origin"]);
    }

    [Fact]
    public async Task Infer_lets_the_payload_override_a_value()
    {
        var body = Rows("JFK", 1, explain: true).Replace("\"inputs\": [", "\"inputs\": [{\"name\":\"distance\",\"shape\":[1],\"datatype\":\"FP64\",\"data\":[7]},", StringComparison.Ordinal);

        var features = (await InferAsync(body))["parameters"]!["features"]!.AsArray();

        Assert.Equal(7, (double)features[0]!["values"]![0]!);
        Assert.Equal("request", (string?)features[0]!["from"]);
        Assert.Equal(5, (double)features[1]!["values"]![0]!);
    }

    [Fact]
    public async Task Invocations_takes_keys_too()
    {
        using var response = await _client.PostAsync("invocations", Wire.Json("""{"dataframe_records": [{"origin": "JFK", "gate": 1, "weekend": true, "noise": 0.5}], "params": {"at": 991353600000000}}"""));

        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal((double)(await InferAsync(Rows("JFK", 1)))["outputs"]![0]!["data"]![0]!, (double)answer["predictions"]![0]!);
        Assert.Equal(1, (int)answer["lookups"]![0]!["present"]!);
    }

    [Fact]
    public async Task Infer_with_a_key_of_the_wrong_type_names_it()
    {
        using var response = await _client.PostAsync("v2/models/flights/infer", Wire.Json(Rows("JFK", 1).Replace("\"datatype\":\"INT32\",\"data\":[1]", "\"datatype\":\"BYTES\",\"data\":[\"one\"]", StringComparison.Ordinal)));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("`gate` is `one`", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_dead_feature_server_is_said_and_its_return_heals_the_endpoint()
    {
        _ = await InferAsync(Rows("JFK", 1));
        await StopFeaturesAsync();
        using (var down = await _client.PostAsync("v2/models/flights/infer", Wire.Json(Rows("JFK", 1))))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, down.StatusCode);
            Assert.Contains(FeatureErrors.ServerDown.Id, await down.Content.ReadAsStringAsync());
        }

        await StartFeaturesAsync();

        _ = await InferAsync(Rows("JFK", 1));
    }

    private static string Rows(string origin, int gate, bool explain = false) =>
        $$$"""{"parameters": {"at": "2001-06-01T00:00:00Z", "explain": {{{(explain ? "true" : "false")}}}}, "inputs": [{"name":"origin","shape":[1],"datatype":"BYTES","data":["{{{origin}}}"]},{"name":"gate","shape":[1],"datatype":"INT32","data":[{{{gate}}}]},{"name":"weekend","shape":[1],"datatype":"BOOL","data":[true]},{"name":"noise","shape":[1],"datatype":"FP32","data":[0.5]}]}""";

    private async Task<JsonNode> InferAsync(string body)
    {
        using var response = await _client.PostAsync("v2/models/flights/infer", Wire.Json(body));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private async Task StartFeaturesAsync()
    {
        _features = FeatureServerHost.RunAsync(new FeatureServerOptions(_folder["home"], Socket), _stop.Token);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!File.Exists(_folder[$"home/online/{FeatureServerOptions.AddressFileName}"]))
        {
            if (_features.IsCompleted)
                await _features;
            await Task.Delay(20, deadline.Token);
        }
    }

    private async Task StopFeaturesAsync()
    {
        await _stop.CancelAsync();
        await _features;
        _stop.Dispose();
        _stop = new CancellationTokenSource();
    }
}
