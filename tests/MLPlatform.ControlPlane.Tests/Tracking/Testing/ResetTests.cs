namespace MLPlatform.ControlPlane.Tests.Tracking.Testing;

public sealed class ResetTests(MlflowServer server) : IClassFixture<MlflowServer>
{
    [Fact]
    public async Task Reset_leaves_the_default_experiment_and_nothing_else()
    {
        var experiment = await server.NewExperimentAsync();
        var run = await server.NewRunAsync(experiment);
        await server.OkAsync("POST", "runs/log-batch", new { run_id = run, metrics = new[] { new { key = "m", value = 1, timestamp = 1 } }, tags = new[] { new { key = "a", value = "b" } } });
        await server.OkAsync("POST", "runs/log-inputs", new { run_id = run, datasets = new[] { new { dataset = new { name = "d", digest = "1", source_type = "s", source = "x" } } } });
        var model = (await server.OkAsync("POST", "logged-models", new { experiment_id = experiment }))["model"]!["info"]!["model_id"];
        await server.OkAsync("POST", "runs/outputs", new { run_id = run, models = new[] { new { model_id = model } } });
        await server.OkAsync("POST", "registered-models/create", new { name = "birds" });
        await server.OkAsync("POST", "model-versions/create", new { name = "birds", source = "mlflow-artifacts:/x", tags = new[] { new { key = "a", value = "b" } } });
        await server.OkAsync("POST", "traces", new { experiment_id = experiment, timestamp_ms = 1, tags = new[] { new { key = "a", value = "b" } } });
        using var body = new StringContent("x");
        using var put = await server.Client.PutAsync("/api/2.0/mlflow-artifacts/artifacts/1/file", body);

        await server.OkAsync("POST", "/api/v1/testing/reset", new { default_artifact_root = "file:///tmp/elsewhere" });

        var all = (await server.OkAsync("POST", "experiments/search", new { max_results = 10, view_type = "ALL" }))["experiments"]!.AsArray();
        Assert.Equal("0 Default file:///tmp/elsewhere/0", $"{all.Single()!["experiment_id"]} {all[0]!["name"]} {all[0]!["artifact_location"]}");
        Assert.Equal("{}", (await server.OkAsync("GET", "registered-models/search")).ToJsonString());
        Assert.Equal("1", await server.NewExperimentAsync());
        Assert.Empty(Directory.EnumerateFileSystemEntries(server.ArtifactFolder));
    }
}
