namespace MLPlatform.ControlPlane.Tests.Tracking.Traces;

public sealed class TraceFlowTests(MlflowServer server) : IClassFixture<MlflowServer>
{
    [Fact]
    public async Task A_trace_is_started_ended_tagged_found_and_deleted()
    {
        var experiment = await server.NewExperimentAsync();
        var started = await server.OkAsync("POST", "traces", new
        {
            experiment_id = experiment,
            timestamp_ms = 100,
            request_metadata = new[] { new { key = "mlflow.sourceRun", value = "r1" } },
            tags = new[] { new { key = "mlflow.traceName", value = "predict" } },
        });
        var id = started["trace_info"]!["request_id"]!.GetValue<string>();
        await server.OkAsync("PATCH", $"traces/{id}", new { timestamp_ms = 130, status = "OK" });
        await server.OkAsync("PATCH", $"traces/{id}/tags", new { key = "colour", value = "red" });

        var info = (await server.OkAsync("GET", $"traces/{id}/info"))["trace_info"]!;
        Assert.Equal(30, info["execution_time_ms"]!.GetValue<long>());
        Assert.Contains($"mlflow-artifacts:/{experiment}/traces/{id}/artifacts", info.ToJsonString(), StringComparison.Ordinal);
        foreach (var filter in new[] { "name = 'predict'", "run_id IN ('r1')", "tags.colour != 'blue'", "metadata.`mlflow.sourceRun` = 'r1'", "execution_time > 29 AND status = 'OK'" })
            Assert.Equal(id, (await SearchAsync(filter))["traces"]![0]!["request_id"]!.GetValue<string>());
        Assert.Null((await SearchAsync("name = 'other'"))!["traces"]);

        await server.OkAsync("DELETE", $"traces/{id}/tags", new { key = "colour" });
        Assert.Equal(1, (await server.OkAsync("POST", "traces/delete-traces", new { experiment_id = experiment, request_ids = new[] { id } }))["traces_deleted"]!.GetValue<long>());
        Assert.Equal(404, (int)(await server.SendAsync("GET", $"traces/{id}/info")).Status);

        Task<System.Text.Json.Nodes.JsonNode> SearchAsync(string filter) =>
            server.OkAsync("GET", $"traces?experiment_ids={experiment}&order_by=timestamp_ms+DESC&filter={Uri.EscapeDataString(filter)}");
    }
}
