using System.Globalization;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Jobs;
using MLPlatform.Targets.Prices;

namespace MLPlatform.ControlPlane.Tests.App;

/// <summary>Attempts, checkpoints, outputs, prices: what a job leaves behind and what stops it.</summary>
public sealed class JobRecoveryTests
{
    [Fact]
    public async Task Attempt_after_a_killed_one_finds_its_checkpoint_and_opens_the_run_again()
    {
        await using var platform = await LivePlatform.StartAsync();
        var run = await RunAsync(platform);
        var job = await platform.Client.Jobs.SubmitAsync(Worker("show-checkpoint", "checkpoint:round 7", "die-before:2", "until:gate") with { Retries = 1, RunId = run });
        var second = await LivePlatform.UntilAsync(() => platform.Client.Jobs.ReadAsync(job.Id, 2), events => events.Count > 0);

        Assert.Equal("round 7", second[0].Text);
        Assert.Equal("RUNNING", (await platform.Client.Tracking.GetRunAsync(run)).Info.Status);
        await File.WriteAllTextAsync(Path.Combine(platform.Home.Jobs, job.Id, "attempt-2", "gate"), "");
        var ended = await EndOfAsync(platform, job.Id);
        Assert.Equal((JobState.Succeeded, 2), (ended.State, ended.Attempt));
        Assert.Equal([JobState.Failed, JobState.Succeeded], ended.Attempts.Select(attempt => attempt.State));
        Assert.Equal("2", (await platform.Client.Tracking.GetRunAsync(run)).Data!.Tags!.Single(tag => tag.Key == "mlplatform.attempts").Value);
    }

    [Fact]
    public async Task Token_of_an_attempt_is_worth_nothing_once_the_next_one_runs()
    {
        await using var platform = await LivePlatform.StartAsync();
        var job = await platform.Client.Jobs.SubmitAsync(Worker("variable:MLPLATFORM_TOKEN", "fail-before:2", "until:gate") with { Retries = 1 });
        var second = await LivePlatform.UntilAsync(() => platform.Client.Jobs.ReadAsync(job.Id, 2), events => events.Count > 0);
        var first = (await platform.Client.Jobs.ReadAsync(job.Id, 1))[0];

        Assert.Equal(401, await StatusOfAsync(platform, first.Text!));
        Assert.Equal(200, await StatusOfAsync(platform, second[0].Text!));
        await platform.Client.Jobs.CancelAsync(job.Id);
    }

    [Fact]
    public async Task Job_that_has_cost_its_budget_is_stopped_and_says_so()
    {
        await using var platform = await LivePlatform.StartAsync();
        // A dollar a second.
        await File.WriteAllTextAsync(Path.Combine(platform.Home.Folder, PriceTable.FileName), "local,hour,3600,2026-11-01\n");
        var run = await RunAsync(platform);

        var job = await platform.Client.Jobs.SubmitAsync(Worker("until:/nowhere") with { BudgetUsd = 1.5m, Retries = 3, RunId = run });
        var ended = await EndOfAsync(platform, job.Id);

        Assert.Equal((JobState.OverBudget, 1), (ended.State, ended.Attempt));
        Assert.Contains(JobErrors.OverBudget.Id, ended.Message, StringComparison.Ordinal);
        Assert.InRange(ended.Attempts[0].CostUsd!.Value, 1.5m, 10m);
        var tags = (await platform.Client.Tracking.GetRunAsync(run)).Data!.Tags!.ToDictionary(tag => tag.Key, tag => tag.Value);
        Assert.Equal(ended.Attempts[0].CostUsd!.Value, decimal.Parse(tags["mlplatform.cost.usd"], CultureInfo.InvariantCulture), 3);
        Assert.Equal(("local", "2026-11-01"), (tags["mlplatform.target"], ended.PricedOn));
    }

    [Fact]
    public async Task EstimateAsync_prices_the_timeout_of_every_attempt_and_starts_nothing()
    {
        await using var platform = await LivePlatform.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(platform.Home.Folder, PriceTable.FileName), "local,hour,2,2026-11-01\nlocal,cpu,1,2026-10-01\n");

        var estimate = await platform.Client.Jobs.EstimateAsync(Worker("say:x") with { Timeout = TimeSpan.FromHours(1), Retries = 1, Resources = new Resources(CpuCores: 1) });
        var bounded = await platform.Client.Jobs.EstimateAsync(Worker("say:x") with { Timeout = TimeSpan.FromHours(1), BudgetUsd = 1 });

        Assert.Equal((3m, 6m, "2026-10-01"), (estimate.UsdPerHour, estimate.AtMostUsd, estimate.PricedOn));
        Assert.Equal(1m, bounded.AtMostUsd);
        Assert.Empty(await platform.Client.Jobs.ListAsync());
    }

    [Fact]
    public async Task SubmitAsync_of_what_the_target_cannot_run_is_refused_before_it_starts()
    {
        await using var platform = await LivePlatform.StartAsync();

        var gpu = await Assert.ThrowsAsync<PlatformException>(() => platform.Client.Jobs.SubmitAsync(Worker("say:x") with { Resources = new Resources(Gpus: 99, GpuType: "L4") }));
        var cores = await Assert.ThrowsAsync<PlatformException>(() => platform.Client.Jobs.SubmitAsync(Worker("say:x") with { Resources = new Resources(CpuCores: 9999) }));
        await File.WriteAllTextAsync(Path.Combine(platform.Home.Folder, PriceTable.FileName), "local,hour,free,2026-11-01\n");
        var price = await Assert.ThrowsAsync<PlatformException>(() => platform.Client.Jobs.SubmitAsync(Worker("say:x")));

        Assert.Equal([JobErrors.CannotRunThere, JobErrors.CannotRunThere, JobErrors.PricesUnreadable], new[] { gpu.Code, cores.Code, price.Code });
        Assert.Contains("99 GPUs", gpu.Message, StringComparison.Ordinal);
        Assert.Contains("line 1", price.Message, StringComparison.Ordinal);
        Assert.Empty(await platform.Client.Jobs.ListAsync());
    }

    [Fact]
    public async Task FetchAsync_brings_what_the_job_left_and_nothing_from_outside()
    {
        await using var platform = await LivePlatform.StartAsync();
        var job = await platform.Client.Jobs.SubmitAsync(Worker("leave:plots/a b.txt", "leave:report.txt") with { Outputs = ["report.txt", "plots"] });
        Assert.Equal(JobState.Succeeded, (await EndOfAsync(platform, job.Id)).State);

        Assert.Superset(new HashSet<string> { "plots/a b.txt", "report.txt" }, (await platform.Client.Jobs.FilesAsync(job.Id, 1)).Select(file => file.Path).ToHashSet());
        using var content = new MemoryStream();
        await platform.Client.Jobs.FetchAsync(job.Id, 1, "plots/a b.txt", content);
        Assert.Equal("left"u8.ToArray(), content.ToArray());
        foreach (var path in new[] { "../../../token", "none.txt" })
            Assert.Equal(JobErrors.NoFile, (await Assert.ThrowsAsync<PlatformException>(() => platform.Client.Jobs.FetchAsync(job.Id, 1, path, content))).Code);
    }

    [Fact]
    public async Task Job_that_does_not_leave_its_output_fails_and_names_it()
    {
        await using var platform = await LivePlatform.StartAsync();
        var job = await platform.Client.Jobs.SubmitAsync(Worker("leave:report.md") with { Outputs = ["report.txt"] });

        var ended = await EndOfAsync(platform, job.Id);

        Assert.Equal(JobState.Failed, ended.State);
        Assert.Contains("`report.txt`", ended.Message, StringComparison.Ordinal);
    }

    private static WorkloadSpec Worker(params string[] orders) => new() { Name = "test", Kind = WorkloadKind.Job, Command = ["{mlplatform}", "worker", .. orders] };

    private static async Task<string> RunAsync(LivePlatform platform) =>
        (await platform.Client.Tracking.CreateRunAsync((await platform.Client.Tracking.GetOrCreateExperimentAsync("tests")).ExperimentId)).Info.RunId;

    private static Task<JobRecord> EndOfAsync(LivePlatform platform, string id) =>
        LivePlatform.UntilAsync(() => platform.Client.Jobs.GetAsync(id), job => job.State is not (JobState.Queued or JobState.Running));

    private static async Task<int> StatusOfAsync(LivePlatform platform, string token)
    {
        using var http = new HttpClient { BaseAddress = platform.Client.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/status") { Headers = { { "Authorization", "Bearer " + token } } };
        using var answer = await http.SendAsync(request);
        return (int)answer.StatusCode;
    }
}
