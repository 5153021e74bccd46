using System.Text.Json.Nodes;

namespace MLPlatform.ControlPlane.Tests.Tracking;

public sealed class RunFlowTests(MlflowServer server) : IClassFixture<MlflowServer>
{
    [Fact]
    public async Task LogMetric_latest_is_the_greatest_step_timestamp_value_and_history_drops_repeats()
    {
        var run = await server.NewRunAsync();
        foreach (var (value, time, step) in new[] { (1.0, 5, 2), (9.0, 9, 1), (1.0, 5, 2), (3.0, 5, 2), (2.0, 5, 2) })
            await server.OkAsync("POST", "runs/log-metric", new { run_id = run, key = "m", value, timestamp = time, step });

        Assert.Equal(3.0, Metric(await GetAsync(run), "m")["value"]!.GetValue<double>());
        var history = await server.OkAsync("GET", $"metrics/get-history?run_id={run}&metric_key=m");
        Assert.Equal(4, history["metrics"]!.AsArray().Count);
    }

    [Fact]
    public async Task LogBatch_keeps_NaN_and_infinities_and_is_all_or_nothing()
    {
        var run = await server.NewRunAsync();
        await server.OkAsync("POST", "runs/log-batch", new
        {
            run_id = run,
            metrics = new object[] { new { key = "nan", value = "NaN", timestamp = 1 }, new { key = "inf", value = "Infinity", timestamp = 1 }, new { key = "low", value = "-Infinity", timestamp = 1, step = -3 } },
            @params = new[] { new { key = "p", value = "1" } },
            tags = new[] { new { key = "mlflow.runName", value = "renamed" } },
        });

        var got = await GetAsync(run);
        Assert.Equal("NaN", Metric(got, "nan")["value"]!.GetValue<string>());
        Assert.Equal(double.MaxValue, Metric(got, "inf")["value"]!.GetValue<double>());
        Assert.Equal(double.MinValue, Metric(got, "low")["value"]!.GetValue<double>());
        Assert.Equal("renamed", got["info"]!["run_name"]!.GetValue<string>());

        var (status, _) = await server.SendAsync("POST", "runs/log-batch", $$"""{"run_id": "{{run}}", "metrics": [{"key": "late", "value": 1, "timestamp": 1}], "params": [{"key": "p", "value": "2"}, {"key": "q", "value": "2"}]}""");
        Assert.Equal(400, (int)status);
        Assert.DoesNotContain("late", (await GetAsync(run)).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LogInputs_the_first_of_equal_datasets_wins()
    {
        var run = await server.NewRunAsync();
        foreach (var context in new[] { "training", "other" })
        {
            await server.OkAsync("POST", "runs/log-inputs", new
            {
                run_id = run,
                datasets = new[] { new { tags = new[] { new { key = "mlflow.data.context", value = context } }, dataset = new { name = "d", digest = "1", source_type = "s", source = "x", schema = "{}" } } },
            });
        }

        var input = Assert.Single((await GetAsync(run))["inputs"]!["dataset_inputs"]!.AsArray())!;
        Assert.Equal("training", input["tags"]![0]!["value"]!.GetValue<string>());
        Assert.Equal("{}", input["dataset"]!["schema"]!.GetValue<string>());
    }

    [Fact]
    public async Task Search_pages_run_through_without_gaps_and_a_full_page_hands_out_a_token()
    {
        var experiment = await server.NewExperimentAsync();
        var runs = new List<string>();
        for (var i = 0; i < 8; i++)
            runs.Add(await server.NewRunAsync(experiment));
        runs.Sort(StringComparer.Ordinal);

        var found = new List<string>();
        string? token = null;
        var pages = 0;
        do
        {
            var page = await server.OkAsync("POST", "runs/search", new { experiment_ids = new[] { experiment }, max_results = 4, page_token = token });
            found.AddRange((page["runs"]?.AsArray() ?? []).Select(run => run!["info"]!["run_id"]!.GetValue<string>()));
            token = page["next_page_token"]?.GetValue<string>();
            pages++;
        }
        while (token is not null);
        Assert.Equal(runs, found);
        Assert.Equal(3, pages);
    }

    [Fact]
    public async Task Search_orders_by_a_metric_with_NaN_after_numbers_and_missing_last()
    {
        var experiment = await server.NewExperimentAsync();
        var values = new object?[] { 2.0, "NaN", null, 1.0 };
        var runs = new List<string>();
        foreach (var value in values)
        {
            runs.Add(await server.NewRunAsync(experiment));
            if (value is not null)
                await server.OkAsync("POST", "runs/log-batch", new { run_id = runs[^1], metrics = new[] { new { key = "m", value, timestamp = 1 } } });
        }

        Assert.Equal([runs[3], runs[0], runs[1], runs[2]], await OrderedAsync("metrics.m ASC"));
        Assert.Equal([runs[0], runs[3], runs[1], runs[2]], await OrderedAsync("metrics.`m` DESC"));

        async Task<List<string>> OrderedAsync(string order)
        {
            var page = await server.OkAsync("POST", "runs/search", new { experiment_ids = new[] { experiment }, order_by = new[] { order } });
            return page["runs"]!.AsArray().Select(run => run!["info"]!["run_id"]!.GetValue<string>()).ToList();
        }
    }

    [Fact]
    public async Task History_interval_samples_steps_and_keeps_each_runs_ends()
    {
        var (one, two) = (await server.NewRunAsync(), await server.NewRunAsync());
        foreach (var (run, count) in new[] { (one, 10), (two, 20) })
            await server.OkAsync("POST", "runs/log-batch", new { run_id = run, metrics = Enumerable.Range(0, count).Select(i => new { key = "m", value = 10.0, timestamp = 1, step = i }) });

        Assert.Equal([0, 2, 4, 6, 8, 9], await StepsAsync($"run_ids={one}&max_results=5"));
        Assert.Equal([0, 1, 2, 3, 4], await StepsAsync($"run_ids={one}&max_results=5&start_step=0&end_step=4"));
        Assert.Equal([0, 4, 8, 9, 0, 4, 8, 12, 16, 19], await StepsAsync($"run_ids={one}&run_ids={two}&max_results=5"));

        async Task<List<long>> StepsAsync(string query)
        {
            var answer = await server.OkAsync("GET", "metrics/get-history-bulk-interval?metric_key=m&" + query);
            return answer["metrics"]!.AsArray().Select(point => point!["step"]!.GetValue<long>()).ToList();
        }
    }

    [Fact]
    public async Task Delete_and_restore_of_an_experiment_carry_its_runs()
    {
        var experiment = await server.NewExperimentAsync();
        var run = await server.NewRunAsync(experiment);

        await server.OkAsync("POST", "experiments/delete", new { experiment_id = experiment });
        Assert.Equal("deleted", (await GetAsync(run))["info"]!["lifecycle_stage"]!.GetValue<string>());
        await server.OkAsync("POST", "experiments/restore", new { experiment_id = experiment });
        Assert.Equal("active", (await GetAsync(run))["info"]!["lifecycle_stage"]!.GetValue<string>());
    }

    [Fact]
    public async Task LogModel_appends_to_the_history_tag()
    {
        var run = await server.NewRunAsync();
        for (var i = 0; i < 2; i++)
        {
            var model = $$$"""{"run_id": "{{{run}}}", "artifact_path": "model{{{i}}}", "utc_time_created": "now", "flavors": {}}""";
            await server.OkAsync("POST", "runs/log-model", new { run_id = run, model_json = model });
        }

        var tag = (await GetAsync(run))["data"]!["tags"]!.AsArray().Single(tag => tag!["key"]!.GetValue<string>() == "mlflow.log-model.history")!;
        Assert.Equal(["model0", "model1"], JsonNode.Parse(tag["value"]!.GetValue<string>())!.AsArray().Select(model => model!["artifact_path"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Create_in_a_project_prefixes_the_name_and_finds_it_again()
    {
        await server.OkAsync("POST", "experiments/create", new { name = "flights" }, "air");
        Assert.Equal("air/flights", (await server.OkAsync("GET", "experiments/get-by-name?experiment_name=flights", project: "air"))["experiment"]!["name"]!.GetValue<string>());
        Assert.Equal("air/flights", (await server.OkAsync("GET", "experiments/get-by-name?experiment_name=air/flights", project: "air"))["experiment"]!["name"]!.GetValue<string>());
        Assert.Equal(404, (int)(await server.SendAsync("GET", "experiments/get-by-name?experiment_name=flights")).Status);
        await server.OkAsync("POST", "registered-models/create", new { name = "late" }, "air");
        Assert.Equal("air.late", (await server.OkAsync("GET", "registered-models/get?name=late", project: "air"))["registered_model"]!["name"]!.GetValue<string>());
    }

    [Fact]
    public async Task Every_change_is_in_the_audit_log_with_who_made_it()
    {
        var run = await server.NewRunAsync();
        await server.OkAsync("POST", "runs/delete", new { run_id = run });

        var entries = server.Database.Read(store => ControlPlane.Store.AuditTable.Entries(store, 0, 100_000)).Where(entry => entry.Subject == run).ToList();
        Assert.Equal(["runs.create", "runs.delete"], entries.Select(entry => entry.Action));
        Assert.All(entries, entry => Assert.Equal("ada", entry.Principal.Subject));
    }

    private async Task<JsonNode> GetAsync(string run) => (await server.OkAsync("GET", "runs/get?run_id=" + run))["run"]!;

    private static JsonNode Metric(JsonNode run, string key) => run["data"]!["metrics"]!.AsArray().Single(metric => metric!["key"]!.GetValue<string>() == key)!;
}
