using System.Text;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Jobs;

namespace MLPlatform.ControlPlane.Tests.App;

public sealed class JobTests
{
    [Fact]
    public async Task Job_finds_its_inputs_speaks_through_the_journal_and_succeeds()
    {
        await using var platform = await LivePlatform.StartAsync();
        var hash = await platform.Client.Blobs.PutAsync(Encoding.UTF8.GetBytes("hello from a blob"));

        var job = await platform.Client.Jobs.SubmitAsync(Worker("say:one", "show:data/in.txt") with { Inputs = [new("data/in.txt", hash, 17)] });
        var events = await FollowAsync(platform, job.Id);

        Assert.Equal(["one", "hello from a blob"], events.Where(line => line.Type == JobEventType.Text).Select(line => line.Text));
        Assert.Equal(Enumerable.Range(1, events.Count).Select(i => (long)i), events.Select(line => line.Sequence));
        var ended = await EndOfAsync(platform, job.Id);
        Assert.Equal((JobState.Succeeded, 0), (ended.State, ended.ExitCode));
    }

    [Fact]
    public async Task FollowAsync_from_a_sequence_number_starts_there()
    {
        await using var platform = await LivePlatform.StartAsync();
        var job = await platform.Client.Jobs.SubmitAsync(Worker("say:a", "say:b", "say:c"));
        await EndOfAsync(platform, job.Id);

        var events = new List<JobEvent>();
        await foreach (var line in platform.Client.Jobs.FollowAsync(job.Id, 3))
            events.Add(line);

        Assert.Equal("c", events[0].Text);
        Assert.Equal(2, events.Count);
    }

    [Fact]
    public async Task Job_survives_a_killed_control_plane_and_the_follower_sees_every_event_once()
    {
        await using var platform = await LivePlatform.StartAsync();
        var gate = Path.Combine(platform.Home.Folder, "gate");
        var job = await platform.Client.Jobs.SubmitAsync(Worker("say:before", $"until:{gate}", "say:after"));
        var following = FollowAsync(platform, job.Id);
        await LivePlatform.UntilAsync(() => platform.Client.Jobs.GetAsync(job.Id), now => now.ProcessId is not null);

        LivePlatform.KillHard(platform.Client.ProcessId);
        await platform.Client.StatusAsync();
        await File.WriteAllTextAsync(gate, "");

        Assert.Equal(["before", "after"], (await following).Where(line => line.Type == JobEventType.Text).Select(line => line.Text));
        var ended = await EndOfAsync(platform, job.Id);
        Assert.Equal((JobState.Succeeded, 1), (ended.State, ended.Attempt));
        Assert.Contains("Adopted attempt 1", platform.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Worker_that_dies_without_a_word_fails_the_job_with_its_signal()
    {
        await using var platform = await LivePlatform.StartAsync();
        var job = await platform.Client.Jobs.SubmitAsync(Worker("until:/nowhere"));
        var running = await LivePlatform.UntilAsync(() => platform.Client.Jobs.GetAsync(job.Id), now => now.ProcessId is not null);

        LivePlatform.KillHard(running.ProcessId!.Value);

        var ended = await EndOfAsync(platform, job.Id);
        Assert.Equal(JobState.Failed, ended.State);
        Assert.Contains(JobErrors.WorkerDied.Id, ended.Message, StringComparison.Ordinal);
        Assert.Contains("signal 9", ended.Message, StringComparison.Ordinal);
        Assert.Equal(JobEventType.Exit, (await FollowAsync(platform, job.Id))[^1].Type);
    }

    [Fact]
    public async Task Job_above_its_memory_limit_is_ended_and_told_so()
    {
        await using var platform = await LivePlatform.StartAsync();
        var job = await platform.Client.Jobs.SubmitAsync(Worker("eat:400") with { Resources = new Resources(MemoryBytes: 256 << 20) });

        var ended = await EndOfAsync(platform, job.Id);

        Assert.Equal(JobState.Failed, ended.State);
        Assert.Contains("Out of memory", ended.Message, StringComparison.Ordinal);
        Assert.Contains(JobErrors.OutOfMemory.Id, ended.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Job_above_its_timeout_is_stopped()
    {
        await using var platform = await LivePlatform.StartAsync();
        var job = await platform.Client.Jobs.SubmitAsync(Worker("until:/nowhere") with { Timeout = TimeSpan.FromSeconds(1) });

        var ended = await EndOfAsync(platform, job.Id);

        Assert.Equal(JobState.TimedOut, ended.State);
        Assert.Contains("1s", ended.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CancelAsync_ends_a_running_job()
    {
        await using var platform = await LivePlatform.StartAsync();
        var job = await platform.Client.Jobs.SubmitAsync(Worker("until:/nowhere"));
        await LivePlatform.UntilAsync(() => platform.Client.Jobs.GetAsync(job.Id), now => now.State == JobState.Running);

        var cancelled = await platform.Client.Jobs.CancelAsync(job.Id);

        Assert.Equal(JobState.Cancelled, cancelled.State);
        Assert.Null(cancelled.ProcessId);
    }

    [Fact]
    public async Task CancelAsync_as_the_job_ends_returns_it_as_it_ended()
    {
        await using var platform = await LivePlatform.StartAsync();
        for (var i = 0; i < 20; i++)
        {
            var job = await platform.Client.Jobs.SubmitAsync(Worker("say:hello"));
            while ((await platform.Client.Jobs.GetAsync(job.Id)).State is JobState.Queued or JobState.Running)
                await Task.Yield();

            var ended = await platform.Client.Jobs.CancelAsync(job.Id);

            Assert.Equal(JobState.Succeeded, ended.State);
        }
    }

    [Fact]
    public async Task Failed_attempt_is_tried_again_and_both_journals_are_followed()
    {
        await using var platform = await LivePlatform.StartAsync();
        var job = await platform.Client.Jobs.SubmitAsync(Worker("say:try", "fail-before:2", "say:done") with { Retries = 1 });

        var events = await FollowAsync(platform, job.Id);

        Assert.Equal([1, 1, 2, 2, 2], events.Select(line => line.Attempt));
        Assert.Equal(JobState.Succeeded, (await EndOfAsync(platform, job.Id)).State);
    }

    [Fact]
    public async Task Run_of_a_worker_that_died_without_a_word_is_closed_as_failed()
    {
        await using var platform = await LivePlatform.StartAsync();
        var gate = Path.Combine(platform.Home.Folder, "gate");
        var experiment = await platform.Client.Tracking.GetOrCreateExperimentAsync("tests");
        var run = (await platform.Client.Tracking.CreateRunAsync(experiment.ExperimentId)).Info.RunId;
        var job = await platform.Client.Jobs.SubmitAsync(Worker($"until:{gate}", "die"));
        await platform.Client.Tracking.SetTagAsync(run, JobRecord.RunTag, job.Id);

        await File.WriteAllTextAsync(gate, "");
        await EndOfAsync(platform, job.Id);

        Assert.Equal("FAILED", (await platform.Client.Tracking.GetRunAsync(run)).Info.Status);
    }

    [Fact]
    public async Task Failure_of_the_workload_keeps_its_reason()
    {
        await using var platform = await LivePlatform.StartAsync();
        var job = await platform.Client.Jobs.SubmitAsync(Worker("fail:the label column is missing"));

        var ended = await EndOfAsync(platform, job.Id);

        Assert.Equal((JobState.Failed, 1, "the label column is missing"), (ended.State, ended.ExitCode, ended.Message));
    }

    [Fact]
    public async Task Job_acts_with_a_token_of_its_own_that_cannot_submit_jobs()
    {
        await using var platform = await LivePlatform.StartAsync();
        var gate = Path.Combine(platform.Home.Folder, "gate");
        var job = await platform.Client.Jobs.SubmitAsync(Worker("variable:MLPLATFORM_TOKEN", $"until:{gate}"));
        var first = (await TakeAsync(platform, job.Id, 1))[0];

        Assert.Equal(200, await StatusOfAsync(platform, HttpMethod.Get, "/api/v1/status", first.Text!));
        Assert.Equal(403, await StatusOfAsync(platform, HttpMethod.Post, "/api/v1/shutdown", first.Text!));
        Assert.Equal(404, await StatusOfAsync(platform, HttpMethod.Get, "/api/2.0/mlflow/runs/get?run_id=x", first.Text!));
        Assert.Equal(400, await StatusOfAsync(platform, HttpMethod.Post, "/api/2.0/mlflow/runs/log-metric", first.Text!));
        Assert.Equal(400, await StatusOfAsync(platform, HttpMethod.Post, "/api/2.0/mlflow/model-versions/create", first.Text!));
        Assert.Equal(403, await StatusOfAsync(platform, HttpMethod.Post, "/api/2.0/mlflow/registered-models/alias", first.Text!));
        await File.WriteAllTextAsync(gate, "");
        await EndOfAsync(platform, job.Id);
        await LivePlatform.UntilAsync(() => StatusOfAsync(platform, HttpMethod.Get, "/api/v1/status", first.Text!), status => status == 401);
    }

    [Fact]
    public async Task SubmitAsync_refuses_unknown_targets_and_missing_inputs()
    {
        await using var platform = await LivePlatform.StartAsync();

        var target = await Assert.ThrowsAsync<PlatformException>(() => platform.Client.Jobs.SubmitAsync(Worker("say:x"), "locl"));
        var input = await Assert.ThrowsAsync<PlatformException>(() => platform.Client.Jobs.SubmitAsync(Worker("say:x") with { Inputs = [new("a", new string('0', 64), 1)] }));
        var secret = await platform.Client.Jobs.SubmitAsync(Worker("say:x") with { Secrets = new Dictionary<string, string> { ["KEY"] = "secret://nope" }, Retries = 3 });

        Assert.Equal((JobErrors.UnknownTarget, "Did you mean `local`?"), (target.Code, target.Fix));
        Assert.Equal(JobErrors.InputMissing, input.Code);
        var ended = await EndOfAsync(platform, secret.Id);
        Assert.Equal((JobState.Failed, 1), (ended.State, ended.Attempt));
        Assert.Contains(ConfigErrors.SecretNotFound.Id, ended.Message, StringComparison.Ordinal);
    }

    private static WorkloadSpec Worker(params string[] orders) => new() { Name = "test", Kind = WorkloadKind.Job, Command = ["{mlplatform}", "worker", .. orders] };

    private static Task<JobRecord> EndOfAsync(LivePlatform platform, string id) =>
        LivePlatform.UntilAsync(() => platform.Client.Jobs.GetAsync(id), job => job.State is not (JobState.Queued or JobState.Running));

    private static async Task<List<JobEvent>> FollowAsync(LivePlatform platform, string id) => await TakeAsync(platform, id, int.MaxValue);

    private static async Task<List<JobEvent>> TakeAsync(LivePlatform platform, string id, int most)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        var events = new List<JobEvent>();
        await foreach (var line in platform.Client.Jobs.FollowAsync(id, cancel: deadline.Token))
        {
            events.Add(line);
            if (events.Count == most)
                break;
        }

        return events;
    }

    private static async Task<int> StatusOfAsync(LivePlatform platform, HttpMethod method, string path, string token)
    {
        using var http = new HttpClient { BaseAddress = platform.Client.Address };
        using var request = new HttpRequestMessage(method, path) { Headers = { { "Authorization", "Bearer " + token } } };
        using var answer = await http.SendAsync(request);
        return (int)answer.StatusCode;
    }
}
