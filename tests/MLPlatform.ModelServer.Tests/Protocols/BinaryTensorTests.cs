using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using MLPlatform.Frames;
using MLPlatform.Training.Tests;

namespace MLPlatform.ModelServer.Tests.Protocols;

public sealed class BinaryTensorTests(TrainedModel model) : IClassFixture<TrainedModel>, IAsyncLifetime
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
    [InlineData(true)]
    [InlineData(false)]
    public async Task Infer_reads_and_writes_tensors_as_bytes(bool all)
    {
        var (json, tail) = Request(all ? ", \"parameters\": {\"binary_data_output\": true}" : ", \"outputs\": [{\"name\": \"late_probability\", \"parameters\": {\"binary_data\": true}}]");

        using var answer = await SendAsync(json, tail, json.Length);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/octet-stream", answer.Content.Headers.ContentType!.MediaType);
        var body = await answer.Content.ReadAsByteArrayAsync();
        var length = int.Parse(answer.Headers.GetValues("Inference-Header-Content-Length").Single(), CultureInfo.InvariantCulture);
        var head = JsonNode.Parse(body.AsSpan(0, length))!;
        Assert.Equal(24, (int)head["outputs"]![0]!["parameters"]!["binary_data_size"]!);
        Assert.Equal(Expected(), MemoryMarshal.Cast<byte, double>(body.AsSpan(length)).ToArray());
    }

    [Fact]
    public async Task Infer_answers_in_json_when_no_bytes_are_asked_for()
    {
        var (json, tail) = Request("");

        using var answer = await SendAsync(json, tail, json.Length);

        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(Expected(), JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["outputs"]![0]!["data"]!.AsArray().Select(value => (double)value!));
    }

    [Fact]
    public async Task One_matrix_of_floats_in_halves_is_read_by_row()
    {
        // A model whose inputs are all numbers takes one tensor; this one has a bool, which FP16 does not fit.
        var json = Encoding.UTF8.GetBytes("""{"inputs": [{"name": "x", "shape": [1, 4], "datatype": "FP16", "parameters": {"binary_data_size": 8}}]}""");

        using var answer = await SendAsync(json, new byte[8], json.Length);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("`hour` is `FP16`", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(-1, 0, "`weekend` must be 0 or 1")]
    [InlineData(0, -1, "binary bytes")]
    [InlineData(0, 1, "follow the last binary tensor")]
    [InlineData(100_000, 0, "the body has")]
    public async Task Lengths_that_do_not_fit_are_refused(int headerOff, int tailOff, string said)
    {
        var (json, tail) = Request("");
        if (headerOff == -1)
            (json, headerOff) = ([.. json, (byte)' '], -1);
        Array.Resize(ref tail, tail.Length + tailOff);

        using var answer = await SendAsync(json, tail, json.Length + headerOff);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(said, await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("distance", "FP64", double.PositiveInfinity, "infinite")]
    [InlineData("noise", "FP64", double.NaN, "is NaN in row 1")]
    public async Task A_float_that_is_no_value_is_refused_where_none_may_miss(string input, string type, double value, string said)
    {
        var json = Encoding.UTF8.GetBytes($$$"""{"inputs": [{"name": "{{{input}}}", "shape": [2], "datatype": "{{{type}}}", "parameters": {"binary_data_size": 16}}]}""");

        using var answer = await SendAsync(json, MemoryMarshal.AsBytes<double>([1, value]).ToArray(), json.Length);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(said, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Texts_that_claim_more_rows_than_bytes_are_refused_before_they_are_made()
    {
        var json = Encoding.UTF8.GetBytes("""{"inputs": [{"name": "distance", "shape": [2000000000], "datatype": "BYTES", "parameters": {"binary_data_size": 4}}]}""");

        using var answer = await SendAsync(json, new byte[4], json.Length);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    // distance misses in row 1: NaN.
    private static (byte[] Json, byte[] Tail) Request(string rest)
    {
        var json = Encoding.UTF8.GetBytes($$$"""
            {"id": "b", "inputs": [
              {"name": "distance", "shape": [3], "datatype": "FP32", "parameters": {"binary_data_size": 12}},
              {"name": "hour", "shape": [3], "datatype": "INT64", "data": [5, 6, 7]},
              {"name": "weekend", "shape": [3], "datatype": "BOOL", "parameters": {"binary_data_size": 3}},
              {"name": "noise", "shape": [3, 1], "datatype": "FP16", "parameters": {"binary_data_size": 6}}]{{{rest}}}}
            """);
        byte[] tail = [.. MemoryMarshal.AsBytes<float>([100, float.NaN, 33]), 1, 0, 1, .. MemoryMarshal.AsBytes<Half>([(Half)0.5f, (Half)0.25f, (Half)0.75f])];
        return (json, tail);
    }

    private double[] Expected() => ((Column<double>)model.Model.Predict(new Frame(
        new Column<float>("distance", new float[] { 100, 0, 33 }, new byte[] { 5 }),
        new Column<int>("hour", new[] { 5, 6, 7 }),
        new BoolColumn("weekend", [true, false, true]),
        new Column<float>("noise", new[] { 0.5f, 0.25f, 0.75f })))[0]).Values.ToArray();

    private async Task<HttpResponseMessage> SendAsync(byte[] json, byte[] tail, int length)
    {
        using var body = new ByteArrayContent([.. json, .. tail]);
        body.Headers.TryAddWithoutValidation("Content-Type", "application/octet-stream");
        using var request = new HttpRequestMessage(HttpMethod.Post, "v2/models/flights/infer") { Content = body };
        request.Headers.Add("Inference-Header-Content-Length", length.ToString(CultureInfo.InvariantCulture));
        return await _client.SendAsync(request);
    }
}
