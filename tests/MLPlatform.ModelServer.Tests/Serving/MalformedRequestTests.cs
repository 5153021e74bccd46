using System.Text.Json.Nodes;
using MLPlatform.Training.Tests;

namespace MLPlatform.ModelServer.Tests.Serving;

public sealed class MalformedRequestTests(TrainedModel model) : IClassFixture<TrainedModel>, IAsyncLifetime
{
    private const string Hour = """{"name":"hour","shape":[1],"datatype":"INT32","data":[5]}""";
    private const string Weekend = """{"name":"weekend","shape":[1],"datatype":"BOOL","data":[true]}""";
    private const string Noise = """{"name":"noise","shape":[1],"datatype":"FP32","data":[0.5]}""";

    private readonly TemporaryFolder _folder = new();
    private ModelServerHost _server = null!;
    private HttpClient _client = null!;

    public static TheoryData<string, string> OpenInference => new()
    {
        { "", "not valid JSON" },
        { "{", "not valid JSON at line 1, byte 2" },
        { "[]", "must be an object" },
        { "{} {}", "not valid JSON" },
        { "{\"id\": \"\\ud800\", \"inputs\": []}", "not valid Unicode" },
        { "{}", "has no `inputs`" },
        { """{"inputs": 3}""", "`inputs` must be an array" },
        { """{"inputs": [3]}""", "must be an object" },
        { """{"inputs": [{"name": "hour", "shape": [1], "datatype": "INT32"}]}""", "`hour` lacks `data`" },
        { """{"inputs": [{"shape": [1], "datatype": "INT32", "data": [1]}]}""", "lacks `name`" },
        { """{"inputs": [{"name": 7, "shape": [1], "datatype": "INT32", "data": [1]}]}""", "must be a string" },
        { """{"inputs": [{"name": "hour", "shape": [1.5], "datatype": "INT32", "data": [1]}]}""", "whole numbers" },
        { """{"inputs": [{"name": "hour", "shape": [-1], "datatype": "INT32", "data": [1]}]}""", "whole numbers" },
        { """{"inputs": [{"name": "hour", "shape": [1], "datatype": "FP64", "data": [1]}]}""", "Input `hour` is `FP64`; the model takes INT32" },
        { """{"inputs": [{"name": "hour", "shape": [1], "datatype": "BYTES", "data": ["1"]}]}""", "Input `hour` is `BYTES`" },
        { """{"inputs": [{"name": "hour", "shape": [1], "datatype": "INT32", "data": [1.5]}]}""", "`hour` must be a whole number, row 0 is the number 1.5" },
        { """{"inputs": [{"name": "hour", "shape": [1], "datatype": "INT32", "data": ["1"]}]}""", "`hour` must be a whole number, row 0 is a string" },
        { """{"inputs": [{"name": "hour", "shape": [1], "datatype": "INT32", "data": [3000000000]}]}""", "`hour` must be a whole number of 32 bits" },
        { """{"inputs": [{"name": "hour", "shape": [1], "datatype": "INT32", "data": [null]}]}""", "`hour` is null in row 0" },
        { """{"inputs": [{"name": "hour", "shape": [1], "datatype": "INT32", "data": [{}]}]}""", "holds an object" },
        { """{"inputs": [{"name": "hour", "shape": [1], "datatype": "INT32", "data": 5}]}""", "`data` must be an array" },
        { """{"inputs": [{"name": "hour", "shape": [1], "datatype": "INT32", "data": [1, 2]}]}""", "more values than its shape" },
        { """{"inputs": [{"name": "hour", "shape": [3], "datatype": "INT32", "data": [1, 2]}]}""", "holds 2 values, its shape says 3" },
        { """{"inputs": [{"name": "hour", "shape": [1, 2], "datatype": "INT32", "data": [1, 2]}]}""", "has the shape [1, 2]" },
        { """{"inputs": [{"name": "distance", "shape": [1], "datatype": "FP64", "data": [1e999]}]}""", "`distance` must be a number" },
        { """{"inputs": [{"name": "distance", "shape": [1], "datatype": "FP64", "data": [NaN]}]}""", "not valid JSON" },
        { """{"inputs": [{"name": "weekend", "shape": [1], "datatype": "BOOL", "data": [1]}]}""", "`weekend` must be true or false" },
        { """{"inputs": [{"name": "hours", "shape": [1], "datatype": "INT32", "data": [1]}]}""", "Did you mean `hour`?" },
        { $$"""{"inputs": [{{Hour}}, {{Hour}}]}""", "`hour` is given twice" },
        { $$"""{"inputs": [{{Hour}}, {"name":"weekend","shape":[2],"datatype":"BOOL","data":[true, true]}]}""", "has 2 rows, those before it have 1" },
        { $$"""{"inputs": [{{Hour}}, {{Noise}}]}""", "Input `weekend` is missing" },
        { $$"""{"inputs": [{{Hour}}, {{Noise}}, {{Weekend}}], "outputs": [{"name": "x"}]}""", "no output `x`" },
        { $$"""{"inputs": [{{Hour}}, {{Noise}}, {{Weekend}}], "parameters": {"at": "yesterday"} }""", "`at` must be a time" },
        { $$"""{"inputs": [{{Hour}}, {{Noise}}, {{Weekend}}], "parameters": {"explain": 1} }""", "must be true or false" },
        { new string('[', 200), "must be an object" },
    };

    public static TheoryData<string, string> Invocations => new()
    {
        { "", "not valid JSON" },
        { "{}", "Send exactly one of" },
        { """{"inputs": [], "instances": []}""", "holds both `inputs` and `instances`" },
        { """{"dataframe_split": []}""", "must be an object" },
        { """{"dataframe_split": {"data": [[1]]}}""", "lacks `columns`" },
        { """{"dataframe_split": {"columns": ["hour"]}}""", "lacks `data`" },
        { """{"dataframe_split": {"columns": ["hour", "hour"], "data": []}}""", "names `hour` twice" },
        { """{"dataframe_split": {"columns": ["hour", "x"], "data": [[1]]}}""", "Row 0 has 1 values for 2 columns" },
        { """{"dataframe_split": {"columns": ["hour"], "data": [[1, 2]]}}""", "Row 0 has more values" },
        { """{"dataframe_split": {"columns": ["hour"], "data": [7]}}""", "must be an array" },
        { """{"dataframe_records": {"hour": 1}}""", "must be an array" },
        { """{"dataframe_records": [{"hour": 1, "weekend": true, "noise": 1}, {"hour": 1, "weekend": true}]}""", "Row 1 lacks `noise`" },
        { """{"dataframe_records": [{"hour": 1, "hour": 2}]}""", "gives `hour` twice" },
        { """{"dataframe_records": [{"hour": 1}, 3]}""", "must be an object" },
        { """{"dataframe_records": [{"hours": 1, "weekend": true, "noise": 1}]}""", "Is it the one called `hours`?" },
        { """{"instances": [[1, 2]]}""", "Row 0 has 2 values, the model takes 4" },
        { """{"instances": [[1, 2, true, 4, 5]]}""", "Row 0 has more values, the model takes 4" },
        { """{"instances": [5]}""", "Row 0 has 1 values, the model takes 4" },
        { """{"instances": [[1, "a", true, 4]]}""", "`hour` must be a whole number, row 0 is a string" },
        { """{"inputs": {"hour": [1, 2], "noise": [1]}}""", "`noise` has 1 rows" },
        { """{"inputs": {"hour": 1, "hour": 1}}""", "gives `hour` twice" },
        { """{"inputs": 3}""", "must be an array" },
        { """{"inputs": [], "params": 3}""", "`params` must be an object" },
    };

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
    [MemberData(nameof(OpenInference))]
    public async Task Infer_says_what_is_wrong(string body, string says)
    {
        using var response = await _client.PostAsync("v2/models/flights/infer", Wire.Json(body));

        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains(says, (string?)answer["error"]);
        Assert.StartsWith("MLP-ENDPOINT-", (string?)answer["code"]);
    }

    [Theory]
    [MemberData(nameof(Invocations))]
    public async Task Invocations_says_what_is_wrong(string body, string says)
    {
        using var response = await _client.PostAsync("invocations", Wire.Json(body));

        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal("BAD_REQUEST", (string?)answer["error_code"]);
        Assert.Contains(says, (string?)answer["message"]);
    }

    [Theory]
    [InlineData("hour,weekend\n5,true\n", "Input `noise` is missing")]
    [InlineData("hour,weekend,noise\nfive,true,1\n", "`hour` reads as Text")]
    [InlineData("hour,weekend,noise\n,true,1\n5,true,1\n", "`hour` is empty in a row")]
    public async Task Invocations_says_what_is_wrong_with_csv(string csv, string says)
    {
        using var body = new StringContent(csv, System.Text.Encoding.UTF8, "text/csv");
        using var response = await _client.PostAsync("invocations", body);

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains(says, (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["message"]);
    }
}
