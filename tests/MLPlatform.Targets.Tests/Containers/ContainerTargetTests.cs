using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Jobs;
using MLPlatform.ControlPlaneClient.Home;
using MLPlatform.Targets.Containers;

namespace MLPlatform.Targets.Tests.Containers;

/// <summary>A real engine with a real low-level runtime; where podman is not installed there is nothing to test.</summary>
public sealed class ContainerTargetTests(TestImage image) : IClassFixture<TestImage>, IAsyncLifetime
{
    private readonly PlatformHome _home = PlatformHome.At(Directory.CreateTempSubdirectory("mlplatform-test-").FullName);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (image.Settings is not null)
            await Target().SweepAsync(new HashSet<string>(), default);
        Directory.Delete(_home.Folder, recursive: true);
    }

    [Fact]
    public async Task Job_runs_cut_off_and_without_privileges_and_leaves_its_files()
    {
        if (image.Settings is null)
            return;
        var target = Target();
        var attempt = Attempt("cat /proc/self/status /proc/net/route > out.txt; touch /etc/x 2>> out.txt; touch /tmp/x && echo tmp >> out.txt; echo $MLPLATFORM_TOKEN,$KEY >> out.txt") with
        {
            Environment = new Dictionary<string, string> { ["MLPLATFORM_TOKEN"] = "owner", ["KEY"] = "a b" },
        };

        var end = await target.EndAsync(await target.SubmitAsync(attempt, default), attempt, default);

        Assert.Equal((0, false), (end.ExitCode, end.OutOfMemory));
        var seen = await TextAsync(target, "out.txt");
        Assert.Contains("CapBnd:\t0000000000000000", seen, StringComparison.Ordinal);
        Assert.Contains("NoNewPrivs:\t1", seen, StringComparison.Ordinal);
        Assert.Contains("Read-only file system", seen, StringComparison.Ordinal);
        Assert.EndsWith("tmp\n,a b\n", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("eth0", seen, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_home.Jobs, "*.env"));
        Assert.Equal("", (await new ContainerEngine(image.Settings).RunAsync(["ps", "--all", "--quiet"], default)).Output);
    }

    [Theory]
    [InlineData("exit 7", 7, null)]
    [InlineData("/bin/sh -c 'kill -9 $$'; exit $?", null, 9)]
    public async Task EndAsync_tells_exit_code_or_signal(string script, int? code, int? signal)
    {
        if (image.Settings is null)
            return;
        var target = Target();
        var attempt = Attempt(script);

        var end = await target.EndAsync(await target.SubmitAsync(attempt, default), attempt, default);

        Assert.Equal((code, signal), (end.ExitCode, end.Signal));
    }

    [Fact]
    public async Task Job_above_its_memory_is_told_so()
    {
        if (image.Settings is null)
            return;
        var target = Target();
        var attempt = Attempt("a=0123456789abcdef; while true; do a=$a$a; done");
        attempt = attempt with { Spec = attempt.Spec with { Resources = new Resources(MemoryBytes: 64 << 20) } };

        var end = await target.EndAsync(await target.SubmitAsync(attempt, default), attempt, default);

        Assert.True(end.OutOfMemory, end.Detail);
        Assert.Contains("64 MB", end.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_control_plane_finds_the_container_and_cancels_it()
    {
        if (image.Settings is null)
            return;
        var attempt = Attempt("trap 'exit 3' TERM; echo > started; while true; do sleep 0.1; done");
        await Target().SubmitAsync(attempt, default);
        while (!File.Exists(Path.Combine(_home.Jobs, "j", "attempt-1", "started")))
            await Task.Delay(20);
        var other = Target();

        var found = await other.FindAsync("j", 1, default);
        var end = other.EndAsync(found!, attempt, default);
        await other.CancelAsync(found!, default);

        Assert.Equal(3, (await end).ExitCode);
        Assert.Null(await other.FindAsync("j", 1, default));
    }

    [Fact]
    public async Task SweepAsync_removes_containers_of_forgotten_jobs_of_this_home_only()
    {
        if (image.Settings is null)
            return;
        var target = Target();
        foreach (var job in new[] { "kept", "forgotten" })
            await target.SubmitAsync(Attempt("sleep 1000") with { JobId = job }, default);
        var otherHome = PlatformHome.At(Path.Combine(_home.Folder, "other"));
        var other = new ContainerTarget(otherHome, _ => null, () => image.Settings);
        await other.SubmitAsync(Attempt("sleep 1000") with { JobId = "theirs" }, default);

        await target.SweepAsync(new HashSet<string> { "kept" }, default);

        Assert.Null(await target.FindAsync("forgotten", 1, default));
        Assert.NotNull(await target.FindAsync("kept", 1, default));
        Assert.NotNull(await target.FindAsync("theirs", 1, default));
        await other.SweepAsync(new HashSet<string>(), default);
    }

    [Fact]
    public async Task SubmitAsync_without_the_image_is_refused_and_leaves_nothing()
    {
        if (image.Settings is not { } settings)
            return;
        var target = new ContainerTarget(_home, _ => null, () => settings with { Image = "localhost/none" });

        var refusal = await Assert.ThrowsAsync<PlatformException>(() => target.SubmitAsync(Attempt("true"), default));

        Assert.Equal(JobErrors.CannotRunThere, refusal.Code);
        Assert.Contains("localhost/none", refusal.Message, StringComparison.Ordinal);
        Assert.Null(await target.FindAsync("j", 1, default));
    }

    [Fact]
    public void Estimate_without_an_engine_or_for_a_gpu_is_refused()
    {
        var without = new ContainerTarget(_home, _ => null, () => ContainerSettings.Of("no-such-engine", "x"));

        Assert.Equal(JobErrors.CannotRunThere, Assert.Throws<PlatformException>(() => without.Estimate(Attempt("true").Spec)).Code);
        Assert.False(without.Status().Available);
        if (image.Settings is not null)
            Assert.Contains("GPU", Assert.Throws<PlatformException>(() => Target().Estimate(Attempt("true").Spec with { Resources = new Resources(Gpus: 1) })).Message, StringComparison.Ordinal);
    }

    private ContainerTarget Target() => new(_home, _ => null, () => image.Settings!);

    private static AttemptRequest Attempt(string script) =>
        new("j", 1, new WorkloadSpec { Name = "t", Kind = WorkloadKind.Job, Command = ["/bin/sh", "-c", script] }, new Dictionary<string, string>());

    private static async Task<string> TextAsync(ContainerTarget target, string path)
    {
        using var reader = new StreamReader((await target.FetchAsync("j", 1, path, default))!);
        return await reader.ReadToEndAsync();
    }
}
