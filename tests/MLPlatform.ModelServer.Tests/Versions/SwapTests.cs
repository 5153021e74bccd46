using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Json;
using MLPlatform.Frames;
using MLPlatform.Training.Boosting;
using MLPlatform.Training.Tests;

namespace MLPlatform.ModelServer.Tests.Versions;

public sealed class SwapTests : IClassFixture<TrainedModel>, IAsyncLifetime
{
    private readonly TrainedModel _model;
    private readonly TemporaryFolder _folder = new();
    private ModelServerHost _server = null!;
    private HttpClient _client = null!;
    private ModelServerSpec _spec = null!;

    public SwapTests(TrainedModel model) => _model = model;

    public async Task InitializeAsync()
    {
        // Another model under the same columns, in another order, whose answers differ.
        using (var trees = Trees.Fit(SyntheticRows.Make(1000, 2), "late", new() { Rounds = 3, Depth = 2, Threads = 2 }, features: ["noise", "hour", "distance", "weekend"]))
            trees.Save(_folder["other"]);
        _spec = _model.Spec(_folder["capture"]);
        _server = await ModelServerHost.StartAsync(_spec, TimeProvider.System);
        _client = new HttpClient { BaseAddress = _server.Url };
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Fifty_swaps_under_load_fail_no_request()
    {
        using var stop = new CancellationTokenSource();
        var load = Enumerable.Range(0, 4).Select(_ => Task.Run(() => AskUntilAsync(stop.Token))).ToArray();
        for (var swap = 0; swap < 50; swap++)
            await PutAsync(swap % 2 == 0 ? Other(4 + swap) : _spec with { Version = 4 + swap });
        await stop.CancelAsync();

        var answers = await Task.WhenAll(load);
        Assert.All(answers, served => Assert.True(served.Count > 10));
        // Each answer is wholly of one version: its number and its scores belong together.
        var one = _model.Expected(0, 1)[0];
        var rows = answers.SelectMany(served => served).ToArray();
        Assert.Contains(rows, answer => answer.Version % 2 == 0);
        Assert.All(rows, answer => Assert.Equal(answer.Version == 3 || answer.Version % 2 == 1, answer.Score == one));
    }

    [Fact]
    public async Task A_version_that_does_not_load_changes_nothing()
    {
        Directory.CreateDirectory(_folder["torn"]);
        foreach (var file in Directory.EnumerateFiles(_model.Folder))
            File.Copy(file, _folder[$"torn/{Path.GetFileName(file)}"]);
        File.WriteAllText(_folder["torn/model.onnx"], "torn");

        using var refused = await SendAsync(_spec with { Version = 9, ModelFolder = _folder["torn"] });

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains(EndpointErrors.ModelDoesNotLoad.Id, await refused.Content.ReadAsStringAsync());
        Assert.Equal(3, (await AskAsync()).Version);
    }

    [Fact]
    public async Task A_canary_gets_its_weight_a_header_and_its_own_path()
    {
        await PutAsync(WithCandidate(new TrafficRule(0.3, "X-Try", "yes")));

        var versions = new List<int>();
        for (var i = 0; i < 300; i++)
            versions.Add((await AskAsync()).Version);
        Assert.InRange(versions.Count(version => version == 4), 50, 135);
        for (var i = 0; i < 20; i++)
            Assert.Equal(4, (await AskAsync(header: ("X-Try", "yes"))).Version);
        Assert.Equal(3, (await AskAsync(path: "v2/models/flights/versions/3/infer")).Version);
        Assert.Equal(4, (await AskAsync(path: "v2/models/flights/versions/4/infer")).Version);
        var metadata = JsonNode.Parse(await _client.GetStringAsync("v2/models/flights"))!;
        Assert.Equal("""["3","4"]""", metadata["versions"]!.ToJsonString());
        var report = await ReportAsync();
        Assert.Equal((3, 4), (report.Serving.Version, report.Candidate!.Version));
        Assert.True(report.Candidate.MeanScore > 0);
    }

    [Fact]
    public async Task A_key_decides_the_version_once_for_each_of_its_values()
    {
        await PutAsync(WithCandidate(new TrafficRule(0.5, Key: "hour")));

        var byHour = new Dictionary<int, HashSet<int>>();
        for (var row = 0; row < 150; row++)
        {
            var rows = _model.Rows.Slice(row, 1);
            var hour = Convert.ToInt32(rows["hour"].GetValue(0), System.Globalization.CultureInfo.InvariantCulture);
            if (!byHour.TryGetValue(hour, out var versions))
                byHour[hour] = versions = [];
            versions.Add((await AskAsync(rows: rows)).Version);
        }

        Assert.All(byHour.Values, versions => Assert.Single(versions));
        Assert.Equal(2, byHour.Values.SelectMany(versions => versions).Distinct().Count());
    }

    [Fact]
    public async Task A_promoted_canary_is_not_loaded_again_and_the_old_version_can_come_back()
    {
        await PutAsync(WithCandidate(new TrafficRule(1)));
        await AskAsync();
        Directory.Move(_folder["other"], _folder["moved"]);

        await PutAsync(_spec with { Version = 4, ModelFolder = _folder["other"] });
        Assert.Equal(4, (await AskAsync()).Version);
        await PutAsync(_spec);
        Assert.Equal(3, (await AskAsync()).Version);
    }

    [Fact]
    public async Task A_shadow_answers_nobody_and_its_differences_are_kept()
    {
        await PutAsync(WithCandidate(new TrafficRule(1, Shadow: true)));

        for (var i = 0; i < 30; i++)
            Assert.Equal(3, (await AskAsync()).Version);

        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        TrafficReport report;
        while ((report = await ReportAsync()).Shadow!.Rows < 30)
            await Task.Delay(10, deadline.Token);
        Assert.True(report.Shadow.LargestDifference >= report.Shadow.MeanDifference && report.Shadow.MeanDifference > 0);
        Assert.Equal((0L, 0L), (report.Shadow.Failures, report.Candidate!.Requests));
    }

    [Fact]
    public async Task A_canary_whose_scores_moved_is_stopped_by_itself()
    {
        await PutAsync(WithCandidate(new TrafficRule(0.5)) with { Candidate = new CandidateSpec(4, _folder["other"], new TrafficRule(0.5), new CanaryLimits(AfterRequests: 20, LatencyRatio: 1e9, ScoreShift: 1e-6)) });

        for (var i = 0; i < 200; i++)
            await AskAsync(rows: _model.Rows.Slice(i, 1));

        var report = await ReportAsync();
        Assert.Contains("mean score", report.Stopped);
        Assert.False(report.Passed);
        for (var i = 0; i < 20; i++)
            Assert.Equal(3, (await AskAsync()).Version);
    }

    [Fact]
    public async Task The_repository_lists_unloads_and_loads()
    {
        using var index = await _client.PostAsync("v2/repository/index", null);
        Assert.Equal("""[{"name":"flights","version":"3","state":"READY","reason":""}]""", await index.Content.ReadAsStringAsync());

        using var unload = await _client.PostAsync("v2/repository/models/flights/unload", null);
        using var refused = await _client.PostAsync("v2/models/flights/infer", Wire.Json(Wire.OpenInference(_model.Rows.Slice(0, 1))));
        using var gone = await _client.PostAsync("v2/repository/index", Wire.Json("{\"ready\": true}"));
        using var load = await _client.PostAsync("v2/repository/models/flights/load", null);
        using var other = await _client.PostAsync("v2/repository/models/other/load", null);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK, HttpStatusCode.NotFound), (unload.StatusCode, refused.StatusCode, load.StatusCode, other.StatusCode));
        Assert.Equal("[]", await gone.Content.ReadAsStringAsync());
        Assert.Equal(3, (await AskAsync()).Version);
    }

    private ModelServerSpec Other(int version) => _spec with { Version = version, ModelFolder = _folder["other"] };

    private ModelServerSpec WithCandidate(TrafficRule rule) => _spec with { Candidate = new CandidateSpec(4, _folder["other"], rule, new CanaryLimits(AfterRequests: int.MaxValue)) };

    private async Task<List<(int Version, double Score)>> AskUntilAsync(CancellationToken stop)
    {
        var answers = new List<(int, double)>();
        while (!stop.IsCancellationRequested)
            answers.Add(await AskAsync());
        return answers;
    }

    private async Task<(int Version, double Score)> AskAsync((string Name, string Value)? header = null, string path = "v2/models/flights/infer", Frame? rows = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = Wire.Json(Wire.OpenInference(rows ?? _model.Rows.Slice(0, 1))) };
        if (header is { } pair)
            request.Headers.Add(pair.Name, pair.Value);
        using var response = await _client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        var answer = JsonNode.Parse(text)!;
        return (int.Parse((string)answer["model_version"]!, System.Globalization.CultureInfo.InvariantCulture), (double)answer["outputs"]![0]!["data"]![0]!);
    }

    private async Task PutAsync(ModelServerSpec spec)
    {
        using var response = await SendAsync(spec);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    private async Task<HttpResponseMessage> SendAsync(ModelServerSpec spec)
    {
        using var body = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(spec, ContractsJson.Default.ModelServerSpec));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return await _client.PutAsync("platform/v1/traffic", body);
    }

    private async Task<TrafficReport> ReportAsync() => JsonSerializer.Deserialize(await _client.GetStringAsync("platform/v1/traffic"), ContractsJson.Default.TrafficReport)!;
}
