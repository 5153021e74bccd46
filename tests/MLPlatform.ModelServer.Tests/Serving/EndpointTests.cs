using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using MLPlatform.Contracts.Errors;
using MLPlatform.Frames;
using MLPlatform.Training.Tests;

namespace MLPlatform.ModelServer.Tests.Serving;

public sealed class EndpointTests(TrainedModel model) : IClassFixture<TrainedModel>, IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private ModelServerHost _server = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _server = await ModelServerHost.StartAsync(model.Spec(_folder["capture"]), TimeProvider.System);
        _client = new HttpClient { BaseAddress = _server.Url };
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(200)]
    public async Task Infer_gives_the_predictions_of_the_model(int rows)
    {
        var answer = await InferAsync(Wire.OpenInference(model.Rows.Slice(0, rows), id: "r-7"));

        Assert.Equal("r-7", (string?)answer["id"]);
        Assert.Equal("flights", (string?)answer["model_name"]);
        Assert.Equal("3", (string?)answer["model_version"]);
        var output = answer["outputs"]![0]!;
        Assert.Equal("late_probability", (string?)output["name"]);
        Assert.Equal("FP64", (string?)output["datatype"]);
        Assert.Equal([rows], output["shape"]!.AsArray().Select(length => (int)length!));
        Assert.Equal(model.Expected(0, rows), Numbers(output["data"]!));
    }

    [Fact]
    public async Task Infer_reads_properties_in_any_order_and_nested_data()
    {
        const string body = """
            {"outputs": [{"name": "late_probability"}], "inputs": [
              {"data": [[5], [6]], "datatype": "INT64", "shape": [2, 1], "name": "hour", "parameters": {"x": [1, {"y": 2}]}},
              {"name": "weekend", "shape": [2], "datatype": "BOOL", "data": [true, false]},
              {"name": "noise", "shape": [2], "datatype": "FP32", "data": [0.5, 5e-1]},
              {"datatype": "FP64", "name": "dist\u0061nce", "data": [100, null], "shape": [2]}], "id": "x"}
            """;

        var answer = await InferAsync(body);

        var rows = new Frame(new Column<double>("distance", new[] { 100.0, 0 }, new byte[] { 1 }), new Column<int>("hour", new[] { 5, 6 }), new BoolColumn("weekend", [true, false]), new Column<float>("noise", new[] { 0.5f, 0.5f }));
        Assert.Equal(((Column<double>)model.Model.Predict(rows)[0]).Values.ToArray(), Numbers(answer["outputs"]![0]!["data"]!));
    }

    [Fact]
    public async Task Infer_without_an_id_makes_one()
    {
        using var response = await _client.PostAsync("v2/models/flights/infer", Wire.Json(Wire.OpenInference(model.Rows.Slice(0, 1))));

        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.True(Guid.TryParse((string?)answer["id"], out _));
        Assert.Equal((string?)answer["id"], response.Headers.GetValues("X-Request-Id").Single());
    }

    [Fact]
    public async Task Infer_at_the_version_path_answers_the_same()
    {
        using var response = await _client.PostAsync("v2/models/flights/versions/3/infer", Wire.Json(Wire.OpenInference(model.Rows.Slice(0, 1))));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Invocations_answers_every_shape_alike()
    {
        var rows = model.Rows.Slice(0, 3);
        foreach (var body in new[]
        {
            $$"""{"dataframe_split": {{Wire.Split(rows)}}}""",
            $$"""{"dataframe_split": {{Wire.Split(rows, dataFirst: true)}}}""",
            $$"""{"dataframe_split": {{Wire.Split(rows.Select("noise", "hour", "weekend", "distance"))}}, "params": {"other": [1]} }""",
            $$"""{"dataframe_records": {{Wire.Records(rows)}}}""",
            $$"""{"instances": {{Wire.Records(rows)}}}""",
            $$"""{"instances": {{Wire.Matrix(rows)}}}""",
            $$"""{"inputs": {{Wire.Columns(rows)}}}""",
            $$"""{"inputs": {{Wire.Matrix(rows)}}}""",
        })
        {
            using var response = await _client.PostAsync("invocations", Wire.Json(body));
            var text = await response.Content.ReadAsStringAsync();
            Assert.True(response.IsSuccessStatusCode, $"{body}\n{text}");
            Assert.Equal(model.Expected(0, 3), Numbers(JsonNode.Parse(text)!["predictions"]!));
        }
    }

    [Fact]
    public async Task Invocations_reads_csv()
    {
        using var body = new StringContent("hour,weekend,noise,distance\n5,true,0.5,100.5\n6,false,0.25,\n", Encoding.UTF8, "text/csv");

        using var response = await _client.PostAsync("invocations", body);

        var rows = new Frame(new Column<double>("distance", new[] { 100.5, 0 }, new byte[] { 1 }), new Column<int>("hour", new[] { 5, 6 }), new BoolColumn("weekend", [true, false]), new Column<float>("noise", new[] { 0.5f, 0.25f }));
        Assert.Equal(((Column<double>)model.Model.Predict(rows)[0]).Values.ToArray(), Numbers(JsonNode.Parse(await response.Content.ReadAsStringAsync())!["predictions"]!));
    }

    [Fact]
    public async Task Metadata_and_health_speak_the_protocol()
    {
        Assert.Equal("mlplatform", (string?)(await GetAsync("v2"))["name"]);
        Assert.True((bool)(await GetAsync("v2/health/live"))["live"]!);
        Assert.True((bool)(await GetAsync("v2/health/ready"))["ready"]!);
        Assert.True((bool)(await GetAsync("v2/models/flights/versions/3/ready"))["ready"]!);
        Assert.Equal("n-1", (string?)(await GetAsync("health"))["nonce"]);
        Assert.Equal("n-1", (string?)(await GetAsync("ping"))["nonce"]);
        Assert.Equal("2.17.2", await _client.GetStringAsync("version"));
        var metadata = await GetAsync("v2/models/flights");
        Assert.Equal(["distance", "hour", "weekend", "noise"], metadata["inputs"]!.AsArray().Select(input => (string?)input!["name"]));
        Assert.Equal(["FP64", "INT32", "BOOL", "FP32"], metadata["inputs"]!.AsArray().Select(input => (string?)input!["datatype"]));
        Assert.Equal("late_probability", (string?)metadata["outputs"]![0]!["name"]);
    }

    [Fact]
    public async Task Metrics_count_requests_and_rows()
    {
        await InferAsync(Wire.OpenInference(model.Rows.Slice(0, 5)));
        using var refused = await _client.PostAsync("invocations", Wire.Json("{}"));

        var text = await _client.GetStringAsync("metrics");

        Assert.Contains("mlplatform_requests_total{endpoint=\"flights\",protocol=\"oip\",code=\"2xx\"} 1\n", text);
        Assert.Contains("mlplatform_requests_total{endpoint=\"flights\",protocol=\"mlflow\",code=\"4xx\"} 1\n", text);
        Assert.Contains("mlplatform_predicted_rows_total{endpoint=\"flights\"} 5\n", text);
        Assert.Contains("mlplatform_requests_in_flight{endpoint=\"flights\"} 0\n", text);
        Assert.Contains("mlplatform_request_duration_seconds_count{endpoint=\"flights\"} 2\n", text);
        Assert.Contains("nv_inference_request_success{model=\"flights\",version=\"3\"} 1\n", text);
        Assert.Contains("nv_inference_count{model=\"flights\",version=\"3\"} 5\n", text);
        Assert.Contains("nv_inference_exec_count{model=\"flights\",version=\"3\"} 1\n", text);
        Assert.Contains("nv_inference_pending_request_count{model=\"flights\",version=\"3\"} 0\n", text);
    }

    [Theory]
    [InlineData("GET", "v2/models/flights/infer", 405)]
    [InlineData("POST", "v2/models/flight/infer", 404)]
    [InlineData("POST", "v2/models/flights/versions/4/infer", 404)]
    [InlineData("GET", "v2/models/flights/config", 404)]
    [InlineData("GET", "nowhere", 404)]
    [InlineData("POST", "v2/health/ready", 405)]
    [InlineData("DELETE", "v2/models/flights", 405)]
    public async Task A_wrong_path_or_method_is_refused_as_such(string method, string path, int status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await _client.SendAsync(request);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.False(string.IsNullOrEmpty((string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]));
    }

    [Fact]
    public async Task A_page_of_another_site_cannot_reach_the_endpoint()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v2/models/flights/infer") { Content = Wire.Json(Wire.OpenInference(model.Rows.Slice(0, 1))) };
        request.Headers.Add("Origin", "https://example.org");
        using var response = await _client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Theory]
    [InlineData("application/octet-stream", 415)]
    [InlineData("application/json; charset=utf-16", 415)]
    [InlineData("application/json; charset=\"UTF-8\"", 200)]
    public async Task A_content_type_that_is_not_read_is_refused(string type, int status)
    {
        using var body = new ByteArrayContent(Encoding.UTF8.GetBytes(Wire.OpenInference(model.Rows.Slice(0, 1))));
        body.Headers.TryAddWithoutValidation("Content-Type", type);
        using var response = await _client.PostAsync("v2/models/flights/infer", body);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_before_it_is_read()
    {
        using var body = new ByteArrayContent(new byte[65 << 20]);
        body.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "invocations") { Content = body };
        request.Headers.ExpectContinue = true;

        using var response = await _client.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal(EndpointErrors.TooLarge.Id, (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["code"]);
    }

    private async Task<JsonNode> InferAsync(string body)
    {
        using var response = await _client.PostAsync("v2/models/flights/infer", Wire.Json(body));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await _client.GetStringAsync(path))!;

    private static double[] Numbers(JsonNode array) => [.. array.AsArray().Select(value => (double)value!)];
}
