using System.Text.Json.Nodes;

namespace MLPlatform.ControlPlane.Tests.Tracking;

/// <summary>Every endpoint with good and bad input: status and text as MLflow 2.17 gives them, or as docs/how-it-works/mlflow-differences.md says.</summary>
public sealed class EndpointTableTests(MlflowServer server) : IClassFixture<MlflowServer>, IAsyncLifetime
{
    private string _run = "", _deletedRun = "", _experiment = "", _deletedExperiment = "", _model = "";

    public static TheoryData<string, string, string?, int, string> Cases => EndpointCases.All;

    public async Task InitializeAsync()
    {
        _experiment = await server.NewExperimentAsync();
        _deletedExperiment = await server.NewExperimentAsync();
        await server.OkAsync("POST", "experiments/delete", new { experiment_id = _deletedExperiment });
        _run = await server.NewRunAsync(_experiment);
        await server.OkAsync("POST", "runs/log-parameter", new { run_id = _run, key = "depth", value = "3" });
        _deletedRun = await server.NewRunAsync(_experiment);
        await server.OkAsync("POST", "runs/delete", new { run_id = _deletedRun });
        _model = "model-" + Guid.NewGuid();
        await server.OkAsync("POST", "registered-models/create", new { name = _model });
        await server.OkAsync("POST", "model-versions/create", new { name = _model, source = "mlflow-artifacts:/models" });
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [MemberData(nameof(Cases))]
    [MemberData(nameof(FilterCases.All), MemberType = typeof(FilterCases))]
    [MemberData(nameof(LaterCases.All), MemberType = typeof(LaterCases))]
    public async Task Endpoint_answers(string method, string path, string? body, int status, string text)
    {
        var (got, answer) = await server.SendAsync(method, Filled(path), body is null ? null : Filled(body));

        Assert.True((int)got == status, $"{(int)got} {answer}");
        if (status == 200)
        {
            Assert.Contains(Filled(text), answer, StringComparison.Ordinal);
            return;
        }

        var error = JsonNode.Parse(answer)!;
        Assert.Contains(Filled(text), $"{error["error_code"]} {error["message"]}", StringComparison.Ordinal);
        Assert.DoesNotContain(server.ArtifactFolder, answer, StringComparison.Ordinal);
        Assert.DoesNotContain("\\u00", answer, StringComparison.Ordinal);
    }

    private string Filled(string text) => text
        .Replace("{run}", _run, StringComparison.Ordinal)
        .Replace("{gone}", _deletedRun, StringComparison.Ordinal)
        .Replace("{exp}", _experiment, StringComparison.Ordinal)
        .Replace("{goneexp}", _deletedExperiment, StringComparison.Ordinal)
        .Replace("{model}", _model, StringComparison.Ordinal)
        .Replace("{long}", new string('x', 6000), StringComparison.Ordinal);
}
