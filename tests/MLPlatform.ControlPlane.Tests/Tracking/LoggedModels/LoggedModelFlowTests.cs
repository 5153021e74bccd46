namespace MLPlatform.ControlPlane.Tests.Tracking.LoggedModels;

public sealed class LoggedModelFlowTests(MlflowServer server) : IClassFixture<MlflowServer>
{
    [Fact]
    public async Task A_model_is_logged_measured_found_registered_and_deleted()
    {
        var experiment = await server.NewExperimentAsync();
        var run = await server.NewRunAsync(experiment);
        var made = (await server.OkAsync("POST", "logged-models", new { experiment_id = experiment, name = "trees", model_type = "xgboost", source_run_id = run }))["model"]!;
        var id = made["info"]!["model_id"]!.GetValue<string>();
        Assert.Equal($"mlflow-artifacts:/{experiment}/models/{id}/artifacts", made["info"]!["artifact_uri"]!.GetValue<string>());

        await server.OkAsync("POST", $"logged-models/{id}/params", new { @params = new[] { new { key = "depth", value = "3" } } });
        await server.OkAsync("PATCH", $"logged-models/{id}/tags", new { tags = new[] { new { key = "colour", value = "red" }, new { key = "size", value = "s" } } });
        await server.OkAsync("DELETE", $"logged-models/{id}/tags/size");
        await server.OkAsync("POST", "runs/log-metric", new { run_id = run, key = "acc", value = 0.5, timestamp = 1, model_id = id, dataset_name = "birds", dataset_digest = "1" });
        await server.OkAsync("POST", "runs/log-batch", new { run_id = run, metrics = new[] { new { key = "acc", value = 0.75, timestamp = 2, step = 1, model_id = id, dataset_name = "birds", dataset_digest = "1" } } });
        await server.OkAsync("POST", "runs/outputs", new { run_id = run, models = new[] { new { model_id = id, step = 7 } } });
        await server.OkAsync("POST", "runs/log-inputs", new { run_id = run, models = new[] { new { model_id = id } } });
        using var file = new StringContent("flavors: {}");
        using var put = await server.Client.PutAsync($"/api/2.0/mlflow-artifacts/artifacts/{experiment}/models/{id}/artifacts/MLmodel", file);
        await server.OkAsync("PATCH", $"logged-models/{id}", new { status = "LOGGED_MODEL_READY" });

        var model = (await server.OkAsync("GET", $"logged-models/{id}"))["model"]!;
        Assert.Equal("LOGGED_MODEL_READY", model["info"]!["status"]!.GetValue<string>());
        Assert.Equal("""[{"key":"colour","value":"red"}]""", model["info"]!["tags"]!.ToJsonString());
        Assert.Equal("0.75 1 birds", $"{model["data"]!["metrics"]!.AsArray().Single()!["value"]} {model["data"]!["metrics"]![0]!["step"]} {model["data"]!["metrics"]![0]!["dataset_name"]}");
        var ofRun = (await server.OkAsync("GET", $"runs/get?run_id={run}"))["run"]!;
        Assert.Equal(7, ofRun["outputs"]!["model_outputs"]![0]!["step"]!.GetValue<long>());
        Assert.Equal(id, ofRun["inputs"]!["model_inputs"]![0]!["model_id"]!.GetValue<string>());
        var files = await server.OkAsync("GET", $"logged-models/{id}/artifacts/directories");
        Assert.Equal("MLmodel", files["files"]![0]!["path"]!.GetValue<string>());
        Assert.Equal("flavors: {}", await server.Client.GetStringAsync($"/ajax-api/2.0/mlflow/logged-models/{id}/artifacts/files?artifact_file_path=MLmodel"));

        var other = (await server.OkAsync("POST", "logged-models", new { experiment_id = experiment }))["model"]!["info"]!["model_id"]!.GetValue<string>();
        Assert.Equal([id], await SearchAsync(new { experiment_ids = new[] { experiment }, filter = "metrics.acc > 0.7 AND params.depth = '3' AND tags.colour LIKE 'r%' AND name = 'trees'", datasets = new[] { new { dataset_name = "birds" } } }));
        Assert.Equal([], await SearchAsync(new { experiment_ids = new[] { experiment }, filter = "metrics.acc > 0.7", datasets = new[] { new { dataset_name = "bees" } } }));
        Assert.Equal([id, other], await SearchAsync(new { experiment_ids = new[] { experiment }, order_by = new[] { new { field_name = "metrics.acc", ascending = true } } }));

        var name = "model-" + Guid.NewGuid();
        await server.OkAsync("POST", "registered-models/create", new { name });
        await server.OkAsync("POST", "model-versions/create", new { name, source = "models:/" + id });
        Assert.Equal(model["info"]!["artifact_uri"]!.GetValue<string>(), (await server.OkAsync("GET", $"model-versions/get-download-uri?name={name}&version=1"))["artifact_uri"]!.GetValue<string>());
        Assert.Equal(name, (await server.OkAsync("GET", $"logged-models/{id}"))["model"]!["info"]!["registrations"]![0]!["name"]!.GetValue<string>());

        await server.OkAsync("DELETE", $"logged-models/{other}");
        Assert.Equal([id], await SearchAsync(new { experiment_ids = new[] { experiment } }));
    }

    private async Task<IEnumerable<string>> SearchAsync(object body) =>
        ((await server.OkAsync("POST", "logged-models/search", body))["models"]?.AsArray() ?? []).Select(model => model!["info"]!["model_id"]!.GetValue<string>());
}
