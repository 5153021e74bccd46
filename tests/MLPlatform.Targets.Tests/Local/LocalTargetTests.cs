using System.Security.Cryptography;
using System.Text;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Jobs;
using MLPlatform.ControlPlaneClient.Home;
using MLPlatform.Targets.Local;

namespace MLPlatform.Targets.Tests.Local;

public sealed class LocalTargetTests : IDisposable
{
    private readonly PlatformHome _home = PlatformHome.At(Directory.CreateTempSubdirectory("mlplatform-test-").FullName);
    private readonly Dictionary<string, byte[]> _blobs = [];

    public void Dispose() => Directory.Delete(_home.Folder, recursive: true);

    [Fact]
    public async Task SubmitAsync_runs_the_command_in_its_folder_with_its_inputs()
    {
        var target = Target();
        var attempt = Attempt("sh", "-c", "cat in/a.txt > out.txt; echo $MLPLATFORM_JOB/$MLPLATFORM_ATTEMPT >> out.txt") with { Attempt = 2 };
        attempt = attempt with { Spec = attempt.Spec with { Inputs = [Blob("in/a.txt", "from the store\n")] } };

        var end = await target.EndAsync(await target.SubmitAsync(attempt, default), attempt, default);

        Assert.Equal(0, end.ExitCode);
        using var output = new StreamReader((await target.FetchAsync(attempt.JobId, 2, "out.txt", default))!);
        Assert.Equal("from the store\nj/2\n", await output.ReadToEndAsync());
        Assert.Null(await target.FetchAsync(attempt.JobId, 2, "../../token", default));
    }

    [Fact]
    public async Task SubmitAsync_keeps_to_the_processors_asked_for()
    {
        var target = Target();
        var attempt = Attempt("sh", "-c", "grep Cpus_allowed_list /proc/self/status > out.txt");
        attempt = attempt with { Spec = attempt.Spec with { Resources = new Resources(CpuCores: 1) } };

        await target.EndAsync(await target.SubmitAsync(attempt, default), attempt, default);

        using var output = new StreamReader((await target.FetchAsync("j", 1, "out.txt", default))!);
        Assert.Matches(@"^Cpus_allowed_list:\s+\d+\s*$", await output.ReadToEndAsync());
    }

    [Theory]
    [InlineData("exit 7", 7, null)]
    [InlineData("kill -9 $$", null, 9)]
    public async Task EndAsync_tells_exit_code_or_signal(string script, int? code, int? signal)
    {
        var target = Target();
        var attempt = Attempt("sh", "-c", script);

        var end = await target.EndAsync(await target.SubmitAsync(attempt, default), attempt, default);

        Assert.Equal((code, signal), (end.ExitCode, end.Signal));
    }

    [Fact]
    public async Task CancelAsync_ends_the_process_and_its_children()
    {
        var target = Target();
        var attempt = Attempt("sh", "-c", "trap '' TERM; sleep 1000 & echo $! > child; sleep 1000");
        var placement = await target.SubmitAsync(attempt, default);
        var folder = Path.Combine(_home.Jobs, "j", "attempt-1");
        while (!File.Exists(Path.Combine(folder, "child")) || (await File.ReadAllTextAsync(Path.Combine(folder, "child"))).Length < 2)
            await Task.Delay(10);

        await target.CancelAsync(placement, default);

        Assert.Equal(9, (await target.EndAsync(placement, attempt, default)).Signal ?? 9);
        Assert.Null(ControlPlaneClient.Processes.ProcessIdentity.Of(placement.ProcessId!.Value));
    }

    [Fact]
    public async Task FindAsync_and_EndAsync_of_another_instance_adopt_a_running_attempt()
    {
        var attempt = Attempt("sh", "-c", "while [ ! -e gate ]; do sleep 0.02; done");
        var placement = await Target().SubmitAsync(attempt, default);
        var other = Target();

        var found = await other.FindAsync("j", 1, default);
        var end = other.EndAsync(found!, attempt, default);
        await File.WriteAllTextAsync(Path.Combine(_home.Jobs, "j", "attempt-1", "gate"), "");

        Assert.Equal(placement, found);
        Assert.Null((await end).ExitCode);
        Assert.Null(await other.FindAsync("j", 1, default));
    }

    [Fact]
    public async Task SubmitAsync_with_a_damaged_or_escaping_input_leaves_no_folder()
    {
        var target = Target();
        var damaged = Blob("a.txt", "good");
        _blobs[damaged.Sha256] = "bad"u8.ToArray();
        var escaping = Blob("../../a.txt", "good") with { };
        _blobs[escaping.Sha256] = "good"u8.ToArray();

        foreach (var input in new[] { damaged with { Sha256 = new string('0', 64) }, escaping })
        {
            var attempt = Attempt("true");
            var refusal = await Assert.ThrowsAsync<PlatformException>(() => target.SubmitAsync(attempt with { Spec = attempt.Spec with { Inputs = [input] } }, default));
            Assert.Equal(JobErrors.InputMissing, refusal.Code);
        }

        Assert.False(Directory.Exists(Path.Combine(_home.Jobs, "j", "attempt-1")));
    }

    [Fact]
    public async Task SweepAsync_removes_folders_of_forgotten_jobs_only()
    {
        Directory.CreateDirectory(Path.Combine(_home.Jobs, "kept"));
        Directory.CreateDirectory(Path.Combine(_home.Jobs, "forgotten"));

        await Target().SweepAsync(new HashSet<string> { "kept" }, default);

        Assert.Equal(["kept"], Directory.EnumerateDirectories(_home.Jobs).Select(Path.GetFileName));
    }

    [Fact]
    public async Task SubmitAsync_of_a_later_attempt_starts_with_a_copy_of_the_last_checkpoint()
    {
        var target = Target();
        await RunAsync(target, 1, "mkdir $MLPLATFORM_CHECKPOINT; echo one > $MLPLATFORM_CHECKPOINT/state; echo torn > $MLPLATFORM_CHECKPOINT/next.unfinished");
        await RunAsync(target, 2, "true");
        await RunAsync(target, 3, "cat $MLPLATFORM_CHECKPOINT/state > out.txt; ls $MLPLATFORM_CHECKPOINT >> out.txt; echo three > $MLPLATFORM_CHECKPOINT/state");

        using var output = new StreamReader((await target.FetchAsync("j", 3, "out.txt", default))!);
        Assert.Equal("one\nstate\n", await output.ReadToEndAsync());
        using var first = new StreamReader((await target.FetchAsync("j", 1, "checkpoint/state", default))!);
        Assert.Equal("one\n", await first.ReadToEndAsync());
    }

    [Theory]
    [InlineData("echo 'Out of memory.' >&2; kill -ABRT $$", true)]
    [InlineData("echo 'Aborted.' >&2; kill -ABRT $$", false)]
    public async Task EndAsync_of_an_aborted_process_tells_memory_from_the_rest(string script, bool memory)
    {
        var target = Target();
        var attempt = Attempt("sh", "-c", script);

        var end = await target.EndAsync(await target.SubmitAsync(attempt, default), attempt, default);

        Assert.Equal(memory, end.OutOfMemory);
    }

    private static async Task RunAsync(LocalTarget target, int number, string script)
    {
        var attempt = Attempt("sh", "-c", script) with { Attempt = number };
        await target.EndAsync(await target.SubmitAsync(attempt, default), attempt, default);
    }

    private LocalTarget Target() => new(_home, hash => _blobs.TryGetValue(hash, out var content) ? new MemoryStream(content) : null, TimeProvider.System);

    private static AttemptRequest Attempt(params string[] command) => new("j", 1, new WorkloadSpec { Name = "t", Kind = WorkloadKind.Job, Command = command }, new Dictionary<string, string>());

    private WorkloadInput Blob(string path, string content)
    {
        var bytes = Encoding.UTF8.GetBytes(content);
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        _blobs[hash] = bytes;
        return new WorkloadInput(path, hash, bytes.Length);
    }
}
