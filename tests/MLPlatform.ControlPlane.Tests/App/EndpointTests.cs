using System.Net;
using System.Net.Sockets;
using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.ControlPlane.Tests.App;

public sealed class EndpointTests
{
    [Theory]
    [InlineData("m")]
    [InlineData("m@1")]
    [InlineData("m@champion")]
    public async Task DeployAsync_serves_the_version_a_reference_names(string reference)
    {
        await using var platform = await LivePlatform.StartAsync();
        await platform.Client.Tracking.SetAliasAsync("m", "champion", await platform.RegisterModelAsync("m", "forty-two"));

        var endpoint = await platform.Client.Endpoints.DeployAsync(new DeployEndpoint("e", reference));

        Assert.Equal((EndpointState.Ready, 1, "forty-two"), (endpoint.State, endpoint.ModelVersion, await AnswerAsync(endpoint)));
    }

    [Fact]
    public async Task Killed_server_is_started_again_on_its_port()
    {
        await using var platform = await LivePlatform.StartAsync();
        await platform.RegisterModelAsync("m", "x");
        var endpoint = await platform.Client.Endpoints.DeployAsync(new DeployEndpoint("e", "m"));

        LivePlatform.KillHard(endpoint.ProcessId!.Value);

        var healed = await LivePlatform.UntilAsync(() => platform.Client.Endpoints.GetAsync("e"), now => now.State == EndpointState.Ready && now.ProcessId is { } pid && pid != endpoint.ProcessId);
        Assert.Equal((endpoint.Url, "x", 1), (healed.Url, await AnswerAsync(healed), healed.Restarts));
        Assert.Contains("ended by signal 9 (kill); starting it again", platform.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_outlives_a_killed_control_plane_and_the_next_one_adopts_it()
    {
        await using var platform = await LivePlatform.StartAsync();
        await platform.RegisterModelAsync("m", "x");
        var endpoint = await platform.Client.Endpoints.DeployAsync(new DeployEndpoint("e", "m"));

        LivePlatform.KillHard(platform.Client.ProcessId);

        Assert.Equal("x", await AnswerAsync(endpoint));
        var adopted = await LivePlatform.UntilAsync(() => platform.Client.Endpoints.GetAsync("e"), now => now.State == EndpointState.Ready);
        Assert.Equal(endpoint.ProcessId, adopted.ProcessId);
        Assert.Contains("Adopted endpoint e", platform.Log, StringComparison.Ordinal);
        LivePlatform.KillHard(adopted.ProcessId!.Value);
        await LivePlatform.UntilAsync(() => platform.Client.Endpoints.GetAsync("e"), now => now.State == EndpointState.Ready && now.ProcessId != endpoint.ProcessId);
    }

    [Fact]
    public async Task Shutdown_ends_the_server_and_the_next_start_brings_it_back()
    {
        await using var platform = await LivePlatform.StartAsync();
        await platform.RegisterModelAsync("m", "x");
        var endpoint = await platform.Client.Endpoints.DeployAsync(new DeployEndpoint("e", "m"));

        await platform.Client.ShutdownAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => AnswerAsync(endpoint));

        await LivePlatform.UntilAsync(() => platform.Client.Endpoints.GetAsync("e"), now => now.State == EndpointState.Ready);
        Assert.Equal("x", await AnswerAsync(endpoint));
    }

    [Fact]
    public async Task Redeploy_keeps_the_address_and_a_broken_model_replaces_nothing()
    {
        await using var platform = await LivePlatform.StartAsync();
        await platform.RegisterModelAsync("m", "old");
        var before = await platform.Client.Endpoints.DeployAsync(new DeployEndpoint("e", "m"));
        await platform.RegisterModelAsync("m", "new");
        var after = await platform.Client.Endpoints.DeployAsync(new DeployEndpoint("e", "m"));
        await platform.RegisterModelAsync("m", "broken");

        var refusal = await Assert.ThrowsAsync<PlatformException>(() => platform.Client.Endpoints.DeployAsync(new DeployEndpoint("e", "m")));

        // One process all the time: it was told, not replaced.
        Assert.Equal((before.Url, before.GrpcUrl, before.ProcessId, 2), (after.Url, after.GrpcUrl, after.ProcessId, after.ModelVersion));
        Assert.Equal(EndpointErrors.ModelDoesNotLoad, refusal.Code);
        Assert.Contains("model.txt does not load", refusal.Problem, StringComparison.Ordinal);
        Assert.Equal("new", await AnswerAsync(after));
        Assert.Equal(2, Directory.EnumerateDirectories(Path.Combine(platform.Home.Endpoints, "e", "deployments")).Count());
    }

    [Fact]
    public async Task Model_that_does_not_load_leaves_nothing()
    {
        await using var platform = await LivePlatform.StartAsync();
        await platform.RegisterModelAsync("m", "broken");

        await Assert.ThrowsAsync<PlatformException>(() => platform.Client.Endpoints.DeployAsync(new DeployEndpoint("e", "m")));

        Assert.Empty(await platform.Client.Endpoints.ListAsync());
        Assert.Empty(Directory.EnumerateDirectories(Path.Combine(platform.Home.Endpoints, "e", "deployments")));
    }

    [Fact]
    public async Task Port_in_use_is_refused_before_anything_starts()
    {
        await using var platform = await LivePlatform.StartAsync();
        await platform.RegisterModelAsync("m", "x");
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        var refusal = await Assert.ThrowsAsync<PlatformException>(() => platform.Client.Endpoints.DeployAsync(new DeployEndpoint("e", "m", ((IPEndPoint)taken.LocalEndpoint).Port)));

        Assert.Equal(EndpointErrors.PortInUse, refusal.Code);
        Assert.False(Directory.Exists(Path.Combine(platform.Home.Endpoints, "e")));
    }

    [Fact]
    public async Task Bad_references_and_names_are_refused_with_what_to_do()
    {
        await using var platform = await LivePlatform.StartAsync();
        await platform.RegisterModelAsync("flights", "x");

        Assert.Equal((ModelErrors.NotFound, "Did you mean `flights`?"), await RefusalAsync("flihgts"));
        Assert.Equal((ModelErrors.NotFound, "The newest is 1."), await RefusalAsync("flights@7"));
        Assert.Equal((ModelErrors.NotFound, "Give it: mlplatform models alias flights champion VERSION."), await RefusalAsync("flights@champion"));
        Assert.Equal(ModelErrors.BadReference, (await RefusalAsync("@3")).Code);
        Assert.Equal(CommandErrors.BadValue, (await RefusalAsync("flights", "../etc")).Code);
        Assert.Equal(EndpointErrors.NotFound, (await Assert.ThrowsAsync<PlatformException>(() => platform.Client.Endpoints.GetAsync("none"))).Code);

        async Task<(ErrorCode Code, string? Fix)> RefusalAsync(string model, string name = "e")
        {
            var refusal = await Assert.ThrowsAsync<PlatformException>(() => platform.Client.Endpoints.DeployAsync(new DeployEndpoint(name, model)));
            return (refusal.Code, refusal.Fix);
        }
    }

    [Fact]
    public async Task StopAsync_ends_the_process_and_forgets_the_endpoint()
    {
        await using var platform = await LivePlatform.StartAsync();
        await platform.RegisterModelAsync("m", "x");
        var endpoint = await platform.Client.Endpoints.DeployAsync(new DeployEndpoint("e", "m"));

        await platform.Client.Endpoints.StopAsync("e");

        Assert.Empty(await platform.Client.Endpoints.ListAsync());
        await Assert.ThrowsAsync<HttpRequestException>(() => AnswerAsync(endpoint));
    }

    private static async Task<string> AnswerAsync(EndpointRecord endpoint)
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(endpoint.Url + "/answer");
    }
}
