using System.Net;
using System.Net.Http.Headers;
using System.Text;
using MLPlatform.Contracts.Errors;
using MLPlatform.ControlPlaneClient.Connection;

namespace MLPlatform.ControlPlane.Tests.App;

public sealed class LifeTests
{
    [Fact]
    public async Task ConnectAsync_from_many_callers_at_once_starts_one_control_plane()
    {
        await using var platform = await LivePlatform.StartAsync();
        await platform.Client.ShutdownAsync();

        var clients = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => ControlPlaneClient.ControlPlane.ConnectAsync(platform.Home, StartMode.IfNeeded, TimeProvider.System))));

        Assert.Single(clients.Select(client => client.ProcessId).Distinct());
        foreach (var client in clients)
            client.Dispose();
    }

    [Fact]
    public async Task Call_after_kill_restarts_the_control_plane_says_so_and_keeps_the_data_and_the_address()
    {
        await using var platform = await LivePlatform.StartAsync();
        var experiment = await platform.Client.Tracking.GetOrCreateExperimentAsync("kept");
        var (address, dead) = (platform.Client.Address, platform.Client.ProcessId);

        LivePlatform.KillHard(dead);
        var again = await platform.Client.Tracking.GetExperimentAsync(experiment.ExperimentId);

        Assert.Equal("kept", again.Name);
        Assert.NotEqual(dead, platform.Client.ProcessId);
        Assert.Equal(address, platform.Client.Address);
        Assert.Contains(platform.Notices, notice => notice.Contains($"process {dead}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ConnectAsync_without_start_refuses_when_none_runs()
    {
        await using var platform = await LivePlatform.StartAsync();
        await platform.Client.ShutdownAsync();

        var refusal = await Assert.ThrowsAsync<PlatformException>(() => ControlPlaneClient.ControlPlane.ConnectAsync(platform.Home, StartMode.Never, TimeProvider.System));

        Assert.Equal(PlatformErrors.Unreachable, refusal.Code);
    }

    [Theory]
    [InlineData(null, null, HttpStatusCode.Unauthorized)]
    [InlineData("Bearer", "wrong", HttpStatusCode.Unauthorized)]
    [InlineData("Bearer", "TOKEN", HttpStatusCode.OK)]
    [InlineData("Basic", "TOKEN", HttpStatusCode.OK)]
    public async Task Status_needs_the_token(string? scheme, string? token, HttpStatusCode expected)
    {
        await using var platform = await LivePlatform.StartAsync();
        using var http = new HttpClient { BaseAddress = platform.Client.Address };
        var secret = token?.Replace("TOKEN", (await File.ReadAllTextAsync(platform.Home.TokenFile)).Trim(), StringComparison.Ordinal);
        if (scheme is not null)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(scheme, scheme == "Basic" ? Convert.ToBase64String(Encoding.UTF8.GetBytes("any:" + secret)) : secret);

        using var answer = await http.GetAsync("/api/v1/status");

        Assert.Equal(expected, answer.StatusCode);
    }

    [Theory]
    [InlineData("Host", "evil.example")]
    [InlineData("Origin", "https://evil.example")]
    public async Task Request_from_elsewhere_is_refused(string header, string value)
    {
        await using var platform = await LivePlatform.StartAsync();
        using var http = new HttpClient { BaseAddress = platform.Client.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health");
        request.Headers.TryAddWithoutValidation(header, value);

        using var answer = await http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task Home_holds_secrets_that_only_its_owner_reads()
    {
        await using var platform = await LivePlatform.StartAsync();

        Assert.All(
            [platform.Home.TokenFile, platform.Home.AddressFile],
            file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
    }

    [Fact]
    public async Task StatusAsync_and_AuditAsync_tell_what_is_there_and_what_was_done()
    {
        await using var platform = await LivePlatform.StartAsync();
        await platform.Client.Tracking.CreateRegisteredModelAsync("m");

        var status = await platform.Client.StatusAsync();
        var audit = await platform.Client.AuditAsync();

        Assert.Equal((LivePlatform.Owner, 1, platform.Client.ProcessId), (status.Principal.Subject, status.Models, status.ProcessId));
        Assert.Contains(audit, entry => entry.Subject == "m" && entry.Principal.Subject == LivePlatform.Owner);
    }
}
