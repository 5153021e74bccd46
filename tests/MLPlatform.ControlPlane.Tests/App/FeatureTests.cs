using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;

namespace MLPlatform.ControlPlane.Tests.App;

public sealed class FeatureTests
{
    private static readonly FeatureDefinitions Definitions = new(
        [new Entity { Name = "origin", Keys = [new JoinKey("airport", ColumnType.Text)] }],
        [new DataSource { Name = "flights", Files = new Dictionary<string, string> { ["flights"] = "/data/flights.parquet" } }],
        [
            new FeatureView
            {
                Name = "origin_load",
                Entity = "origin",
                KeyColumns = new Dictionary<string, string> { ["airport"] = "origin" },
                Source = "flights",
                EventTime = "departure",
                Windows = [TimeSpan.FromHours(1)],
                Features = [new FeatureDefinition("departures", "count()")],
            },
        ]);

    [Fact]
    public async Task ApplyAsync_keeps_every_version_and_a_plan_changes_nothing()
    {
        await using var platform = await LivePlatform.StartAsync();
        var features = platform.Client.Features;

        var planned = await features.ApplyAsync(Definitions, planOnly: true);
        Assert.Empty(await features.ViewsAsync());
        await features.ApplyAsync(Definitions);
        var again = await features.ApplyAsync(Definitions);
        await features.ApplyAsync(Definitions with { Views = [Definitions.Views[0] with { Ttl = TimeSpan.FromDays(7) }] });

        Assert.All(planned.Changes, change => Assert.Equal(ChangeKind.Created, change.Kind));
        Assert.All(again.Changes, change => Assert.Equal(ChangeKind.Unchanged, change.Kind));
        Assert.Equal(2, Assert.Single(await features.ViewsAsync()).Version);
        Assert.Null((await features.ViewAsync("origin_load", 1)).Ttl);
        Assert.Equal(TimeSpan.FromDays(7), (await features.ViewAsync("origin_load")).Ttl);
        Assert.Equal("airport", Assert.Single(await features.EntitiesAsync()).Keys[0].Name);
        Assert.Single(await features.SourcesAsync());
    }

    [Fact]
    public async Task ApplyAsync_keeps_versions_of_sources_entities_and_services()
    {
        await using var platform = await LivePlatform.StartAsync();
        var features = platform.Client.Features;
        var service = new FeatureService { Name = "delays", Features = ["origin_load"] };
        await features.ApplyAsync(Definitions with { Services = [service] });

        await features.ApplyAsync(new FeatureDefinitions([], [Definitions.Sources[0] with { Sql = "SELECT 1" }], []));
        await features.ApplyAsync(new FeatureDefinitions([], [], []) { Services = [service] });

        Assert.Null((await features.SourceAsync("flights", 1)).Sql);
        Assert.Equal(("SELECT 1", 2), ((await features.SourceAsync("flights")).Sql, (await features.SourceAsync("flights")).Version));
        Assert.Equal((1, 2), ((await features.ViewAsync("origin_load", 1)).SourceVersion, (await features.ViewAsync("origin_load")).SourceVersion));
        Assert.Equal(["origin_load@1"], (await features.ServiceAsync("delays", 1)).Features);
        Assert.Equal(["origin_load@2"], Assert.Single(await features.ServicesAsync()).Features);
        Assert.Equal(1, (await features.EntityAsync("origin", 1)).Version);
        var refusal = await Assert.ThrowsAsync<PlatformException>(() => features.SourceAsync("flights", 7));
        Assert.Equal((FeatureErrors.UnknownSource, "The newest is 2."), (refusal.Code, refusal.Fix));
        Assert.Equal(FeatureErrors.UnknownService, (await Assert.ThrowsAsync<PlatformException>(() => features.ServiceAsync("dleays"))).Code);
    }

    [Fact]
    public async Task UsesAsync_counts_pulls_of_each_version()
    {
        await using var platform = await LivePlatform.StartAsync();
        foreach (var (views, hash) in new[] { (new[] { "a@1", "b@1" }, "sha256:1"), (["a@1"], "sha256:2"), (["a@1"], "sha256:1"), (["a@2"], "sha256:3") })
            await platform.Client.Features.ReceiptAsync(new PullReceipt(views, "at", 1, 1, hash, Leaky: false));

        var uses = await platform.Client.Features.UsesAsync();

        Assert.Equal([("a@1", 3L), ("a@2", 1L), ("b@1", 1L)], uses.Select(use => (use.View, use.Pulls)));
        Assert.Equal(["sha256:1", "sha256:2"], uses[0].ContentHashes);
    }

    [Fact]
    public async Task ViewAsync_of_an_unknown_name_suggests_the_nearest()
    {
        await using var platform = await LivePlatform.StartAsync();
        await platform.Client.Features.ApplyAsync(Definitions);

        var refusal = await Assert.ThrowsAsync<PlatformException>(() => platform.Client.Features.ViewAsync("orign_load"));

        Assert.Equal((FeatureErrors.UnknownView, "Did you mean `origin_load`?"), (refusal.Code, refusal.Fix));
    }

    [Fact]
    public async Task ApplyAsync_of_a_view_without_its_source_changes_nothing()
    {
        await using var platform = await LivePlatform.StartAsync();

        var refusal = await Assert.ThrowsAsync<PlatformException>(() => platform.Client.Features.ApplyAsync(Definitions with { Sources = [] }));

        Assert.Equal(FeatureErrors.UnknownSource, refusal.Code);
        Assert.Empty(await platform.Client.Features.EntitiesAsync());
    }

    [Fact]
    public async Task ReceiptAsync_is_found_by_content_and_in_the_audit()
    {
        await using var platform = await LivePlatform.StartAsync();
        var receipt = new PullReceipt(["origin_load@1"], "departure", 400_000, 24, "sha256:5f2c", Leaky: true);

        await platform.Client.Features.ReceiptAsync(receipt);

        Assert.Equal(400_000, Assert.Single(await platform.Client.Features.ReceiptsAsync("sha256:5f2c")).Rows);
        Assert.Contains(await platform.Client.AuditAsync(), entry => entry is { Action: "features.pull", Subject: "origin_load@1" });
    }

    [Fact]
    public async Task ShutdownAsync_ends_what_a_killed_control_plane_left()
    {
        await using var platform = await LivePlatform.StartAsync();
        var server = await platform.Client.Features.ServerAsync();
        LivePlatform.KillHard(platform.Client.ProcessId);

        await platform.Client.ShutdownAsync();

        Assert.Null(ControlPlaneClient.Processes.ProcessIdentity.Of(server.ProcessId));
    }

    [Fact]
    public async Task ServerAsync_starts_one_server_that_heals_and_is_adopted()
    {
        await using var platform = await LivePlatform.StartAsync();
        var addresses = await Task.WhenAll(platform.Client.Features.ServerAsync(), platform.Client.Features.ServerAsync());
        var first = Assert.Single(addresses.Distinct());
        Assert.True(File.Exists(first.Socket));

        LivePlatform.KillHard(platform.Client.ProcessId);
        Assert.Equal(first, await platform.Client.Features.ServerAsync());

        LivePlatform.KillHard(first.ProcessId);
        var healed = await LivePlatform.UntilAsync(() => platform.Client.Features.ServerAsync(), now => now.ProcessId != first.ProcessId);
        Assert.Equal((first.Socket, first.Url), (healed.Socket, healed.Url));
    }
}
