using MLPlatform.ControlPlane.Tests.Tracking;

namespace MLPlatform.ControlPlane.Tests.Registry;

public sealed class RegistryFlowTests(MlflowServer server) : IClassFixture<MlflowServer>
{
    [Fact]
    public async Task Delete_of_a_version_takes_its_aliases_and_its_number_is_not_given_again()
    {
        var model = await NewModelAsync(versions: 2);
        await server.OkAsync("POST", "registered-models/alias", new { name = model, alias = "champion", version = "2" });
        Assert.Equal("2", (await server.OkAsync("GET", $"registered-models/alias?name={model}&alias=champion"))["model_version"]!["version"]!.GetValue<string>());

        await server.OkAsync("DELETE", "model-versions/delete", new { name = model, version = "2" });

        Assert.Equal(400, (int)(await server.SendAsync("GET", $"registered-models/alias?name={model}&alias=champion")).Status);
        Assert.Null((await server.OkAsync("GET", $"registered-models/get?name={model}"))["registered_model"]!["aliases"]);
        Assert.Equal("3", await NewVersionAsync(model));
    }

    [Fact]
    public async Task Rename_carries_versions_tags_and_aliases()
    {
        var model = await NewModelAsync(versions: 1);
        await server.OkAsync("POST", "registered-models/alias", new { name = model, alias = "champion", version = "1" });
        await server.OkAsync("POST", "model-versions/set-tag", new { name = model, version = "1", key = "a", value = "b" });

        await server.OkAsync("POST", "registered-models/rename", new { name = model, new_name = model + "-new" });

        var version = (await server.OkAsync("GET", $"registered-models/alias?name={model}-new&alias=champion"))["model_version"]!;
        Assert.Equal(model + "-new", version["name"]!.GetValue<string>());
        Assert.Equal("b", version["tags"]![0]!["value"]!.GetValue<string>());
        Assert.Equal("champion", version["aliases"]![0]!.GetValue<string>());
        Assert.Equal(404, (int)(await server.SendAsync("GET", $"registered-models/get?name={model}")).Status);
    }

    [Fact]
    public async Task Transition_archives_the_others_of_the_stage_when_asked()
    {
        var model = await NewModelAsync(versions: 2);
        await server.OkAsync("POST", "model-versions/transition-stage", new { name = model, version = "1", stage = "Production" });
        await server.OkAsync("POST", "model-versions/transition-stage", new { name = model, version = "2", stage = "Production", archive_existing_versions = true });

        var latest = (await server.OkAsync("GET", $"registered-models/get?name={model}"))["registered_model"]!["latest_versions"]!.AsArray();
        Assert.Equal(["1 Archived", "2 Production"], latest.Select(version => $"{version!["version"]} {version["current_stage"]}"));
    }

    [Fact]
    public async Task Search_versions_by_tag_and_in_order()
    {
        var model = await NewModelAsync(versions: 3);
        foreach (var version in new[] { "1", "3" })
            await server.OkAsync("POST", "model-versions/set-tag", new { name = model, version, key = "kind", value = "Trees" });

        var found = await server.OkAsync("GET", "model-versions/search?" + Query($"name = '{model}' AND tags.kind ILIKE 'tree%'") + "&order_by=version_number+ASC&max_results=1");
        Assert.Equal("1", found["model_versions"]![0]!["version"]!.GetValue<string>());
        var next = await server.OkAsync("GET", "model-versions/search?" + Query($"name = '{model}' AND tags.kind ILIKE 'tree%'") + $"&order_by=version_number+ASC&max_results=1&page_token={found["next_page_token"]}");
        Assert.Equal("3", next["model_versions"]![0]!["version"]!.GetValue<string>());
        Assert.Null(next["next_page_token"]);
    }

    [Fact]
    public async Task Delete_of_a_model_takes_everything_and_frees_its_name()
    {
        var model = await NewModelAsync(versions: 2);
        await server.OkAsync("POST", "registered-models/alias", new { name = model, alias = "champion", version = "1" });
        await server.OkAsync("POST", "registered-models/set-tag", new { name = model, key = "a", value = "b" });
        await server.OkAsync("DELETE", "registered-models/delete", new { name = model });

        await server.OkAsync("POST", "registered-models/create", new { name = model });
        Assert.Equal("1", await NewVersionAsync(model));
    }

    private static string Query(string filter) => "filter=" + Uri.EscapeDataString(filter);

    private async Task<string> NewModelAsync(int versions)
    {
        var name = "model-" + Guid.NewGuid();
        await server.OkAsync("POST", "registered-models/create", new { name });
        for (var i = 0; i < versions; i++)
            await NewVersionAsync(name);
        return name;
    }

    private async Task<string> NewVersionAsync(string name) =>
        (await server.OkAsync("POST", "model-versions/create", new { name, source = "mlflow-artifacts:/models" }))["model_version"]!["version"]!.GetValue<string>();
}
