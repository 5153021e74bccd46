using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.ControlPlane.Tests.App;

public sealed class TrialTests
{
    [Fact]
    public async Task A_candidate_is_promoted_and_rolled_back_on_one_process()
    {
        await using var platform = await LivePlatform.StartAsync();
        await platform.RegisterModelAsync("m", "one");
        var endpoint = await platform.Client.Endpoints.DeployAsync(new DeployEndpoint("e", "m"));
        await platform.RegisterModelAsync("m", "two");

        Assert.Equal(EndpointErrors.NoCandidate, (await Assert.ThrowsAsync<PlatformException>(() => platform.Client.Endpoints.PromoteAsync("e"))).Code);
        Assert.Equal(EndpointErrors.NothingToRollBack, (await Assert.ThrowsAsync<PlatformException>(() => platform.Client.Endpoints.RollBackAsync("e"))).Code);
        var tried = await platform.Client.Endpoints.TryAsync("e", new CanaryRequest("m@2", new TrafficRule(0.1, "X-Try")));
        Assert.Equal((1, 2, 0.1), (tried.ModelVersion, tried.Candidate!.ModelVersion, tried.Candidate.Rule.Weight));
        Assert.Equal(2, (await platform.Client.Endpoints.TrafficAsync("e")).Candidate!.Version);

        var promoted = await platform.Client.Endpoints.PromoteAsync("e");
        Assert.Equal((2, 1, null), (promoted.ModelVersion, promoted.Previous!.ModelVersion, promoted.Candidate));
        Assert.Equal("two", await AnswerAsync(promoted));

        var back = await platform.Client.Endpoints.RollBackAsync("e");
        Assert.Equal((1, 2, endpoint.ProcessId, endpoint.Url), (back.ModelVersion, back.Previous!.ModelVersion, back.ProcessId, back.Url));
        Assert.Equal("one", await AnswerAsync(back));
    }

    [Fact]
    public async Task A_candidate_survives_a_killed_server_and_a_rollback_ends_it()
    {
        await using var platform = await LivePlatform.StartAsync();
        await platform.RegisterModelAsync("m", "one");
        await platform.Client.Endpoints.DeployAsync(new DeployEndpoint("e", "m"));
        await platform.RegisterModelAsync("m", "two");
        var tried = await platform.Client.Endpoints.TryAsync("e", new CanaryRequest("m@2", new TrafficRule(0.1)));

        LivePlatform.KillHard(tried.ProcessId!.Value);
        await LivePlatform.UntilAsync(() => platform.Client.Endpoints.GetAsync("e"), now => now.State == EndpointState.Ready && now.ProcessId != tried.ProcessId);
        Assert.Equal(2, (await platform.Client.Endpoints.TrafficAsync("e")).Candidate!.Version);

        Assert.Null((await platform.Client.Endpoints.RollBackAsync("e")).Candidate);
        Assert.Null((await platform.Client.Endpoints.TrafficAsync("e")).Candidate);
    }

    [Fact]
    public async Task A_candidate_that_does_not_load_leaves_nothing()
    {
        await using var platform = await LivePlatform.StartAsync();
        await platform.RegisterModelAsync("m", "one");
        await platform.Client.Endpoints.DeployAsync(new DeployEndpoint("e", "m"));
        await platform.RegisterModelAsync("m", "broken");

        var refused = await Assert.ThrowsAsync<PlatformException>(() => platform.Client.Endpoints.TryAsync("e", new CanaryRequest("m@2", new TrafficRule(0.1))));

        Assert.Equal(EndpointErrors.ModelDoesNotLoad, refused.Code);
        Assert.Null((await platform.Client.Endpoints.GetAsync("e")).Candidate);
        Assert.Single(Directory.EnumerateDirectories(Path.Combine(platform.Home.Endpoints, "e", "deployments")));
        Assert.Equal(CommandErrors.BadValue, (await Assert.ThrowsAsync<PlatformException>(() => platform.Client.Endpoints.TryAsync("e", new CanaryRequest("m@1", new TrafficRule(2))))).Code);
    }

    [Fact]
    public async Task What_the_server_decides_about_a_candidate_is_kept_and_acted_on()
    {
        await using var platform = await LivePlatform.StartAsync();
        await platform.RegisterModelAsync("m", "lenient");
        await platform.RegisterModelAsync("m", "strict");
        await platform.Client.Endpoints.DeployAsync(new DeployEndpoint("e", "m@1"));
        await platform.Client.Endpoints.TryAsync("e", new CanaryRequest("m@2", new TrafficRule(0.5), new CanaryLimits(Promote: true)));

        // The first passes and is promoted; serving it, the stand-in stops whatever is tried next.
        await LivePlatform.UntilAsync(() => platform.Client.Endpoints.GetAsync("e"), now => now.ModelVersion == 2);
        await platform.Client.Endpoints.TryAsync("e", new CanaryRequest("m@1", new TrafficRule(0.5)));
        var stopped = await LivePlatform.UntilAsync(() => platform.Client.Endpoints.GetAsync("e"), now => now.Candidate?.Stopped is not null);

        Assert.Equal("its mean score moved", stopped.Candidate!.Stopped);
        Assert.Contains("taken out of traffic", platform.Log, StringComparison.Ordinal);
    }

    private static async Task<string> AnswerAsync(EndpointRecord endpoint)
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(endpoint.Url + "/answer");
    }
}
