using System.Security.Cryptography;
using System.Text;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Jobs;
using MLPlatform.ControlPlaneClient.Home;
using MLPlatform.Targets.JupyterServers;

namespace MLPlatform.Targets.Tests.JupyterServers;

/// <summary>A real Jupyter server as the far machine; where there is none installed there is nothing to test.</summary>
public sealed class JupyterTargetTests(FarMachine machine) : IClassFixture<FarMachine>, IDisposable
{
    private const string Events = """
        import json, os, time
        with open(os.environ["MLPLATFORM_JOURNAL"], "a") as journal:
            for number in range(1, 401):
                journal.write(json.dumps({"schema": 1, "attempt": 1, "sequence": number, "time": 1, "type": "Text", "text": "line %d" % number}) + "\n")
                journal.flush()
                time.sleep(0.02)
        """;

    private readonly PlatformHome _home = PlatformHome.At(Directory.CreateTempSubdirectory("mlplatform-test-").FullName);
    private readonly Dictionary<string, byte[]> _blobs = [];
    private readonly List<JupyterTarget> _targets = [];

    public void Dispose()
    {
        _targets.ForEach(target => target.Dispose());
        Directory.Delete(_home.Folder, recursive: true);
    }

    [Fact]
    public async Task Job_finds_its_inputs_there_and_what_it_leaves_comes_home()
    {
        if (!FarMachine.IsThere)
            return;
        var target = Target();
        var attempt = Shell("mkdir plots; cat in/a.txt > plots/out.txt; echo $MLPLATFORM_JOB/$MLPLATFORM_ATTEMPT,$KEY,$MLPLATFORM_TOKEN >> plots/out.txt; head -c 3000000 /dev/zero > big.bin; exit 7") with
        {
            JobId = "home",
            Environment = new Dictionary<string, string> { ["KEY"] = "it's a secret", ["MLPLATFORM_TOKEN"] = "owner" },
        };
        attempt = attempt with { Spec = attempt.Spec with { Inputs = [Blob("in/a.txt", "from the store\n")] } };

        var placement = await target.SubmitAsync(attempt, default);
        Assert.DoesNotContain("secret", string.Concat(Directory.EnumerateFiles(machine.Files, "*.*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".unfinished", StringComparison.Ordinal) && !file.EndsWith(".bin", StringComparison.Ordinal) && !file.EndsWith("out.txt", StringComparison.Ordinal)).Select(File.ReadAllText)), StringComparison.Ordinal);
        var end = await target.EndAsync(placement, attempt, default);

        Assert.Equal((7, null), (end.ExitCode, end.Signal));
        using var output = new StreamReader((await target.FetchAsync("home", 1, "plots/out.txt", default))!);
        Assert.Equal("from the store\nhome/1,it's a secret,\n", await output.ReadToEndAsync());
        Assert.Equal(3_000_000, (await target.FilesAsync("home", 1, default)).Single(file => file.Path == "big.bin").Bytes);
        Assert.False(Directory.Exists(Path.Combine(machine.Files, placement.Reference)));
    }

    [Fact]
    public async Task Every_line_arrives_once_through_a_cut_wire_and_a_restarted_server()
    {
        if (!FarMachine.IsThere)
            return;
        using var wire = new CuttableWire(machine.Port);
        var target = Target(wire.Url);
        var attempt = new AttemptRequest("lines", 1, new WorkloadSpec { Name = "t", Kind = WorkloadKind.Job, Command = ["/usr/bin/python3", "-c", Events] }, new Dictionary<string, string>());
        var placement = await target.SubmitAsync(attempt, default);
        var end = target.EndAsync(placement, attempt, default);
        var journal = target.Journal("lines", 1);

        await HasAsync(journal, 10);
        wire.Cut();
        await Task.Delay(300);
        wire.Mend();
        await HasAsync(journal, 100);
        await machine.RestartAsync();

        Assert.Equal(0, (await end).ExitCode);
        Assert.Equal(Enumerable.Range(1, 400).Select(number => (long)number), (await journal.ReadAsync(1, default)).Select(line => line.Sequence));
    }

    [Fact]
    public async Task Another_control_plane_finds_the_job_without_a_kernel_and_cancels_it()
    {
        if (!FarMachine.IsThere)
            return;
        var attempt = Shell("trap 'exit 3' TERM; while true; do sleep 0.1; done") with { JobId = "found" };
        await Target().SubmitAsync(attempt, default);
        var other = Target();
        var found = await UntilAsync(() => other.FindAsync("found", 1, default), placement => placement is not null);

        using var http = new HttpClient { BaseAddress = machine.Url, DefaultRequestHeaders = { { "Authorization", "token " + machine.Token } } };
        Assert.Equal("[]", await http.GetStringAsync("api/kernels"));
        var end = other.EndAsync(found!, attempt, default);
        await other.CancelAsync(found!, default);

        Assert.Equal(3, (await end).ExitCode);
        Assert.Null(await other.FindAsync("found", 1, default));
    }

    [Fact]
    public async Task Job_above_its_memory_is_told_so_and_a_missing_program_by_name()
    {
        if (!FarMachine.IsThere)
            return;
        var target = Target();
        var greedy = Shell("a=0123456789abcdef; while true; do a=$a$a; done") with { JobId = "greedy" };
        greedy = greedy with { Spec = greedy.Spec with { Resources = new Resources(MemoryBytes: 64 << 20) } };
        var missing = new AttemptRequest("missing", 1, new WorkloadSpec { Name = "t", Kind = WorkloadKind.Job, Command = ["{mlplatform}", "worker"] }, new Dictionary<string, string>());

        var memory = target.EndAsync(await target.SubmitAsync(greedy, default), greedy, default);
        var program = await target.EndAsync(await target.SubmitAsync(missing, default), missing, default);

        Assert.True((await memory).OutOfMemory, (await memory).Detail);
        Assert.Contains("no-such-mlplatform", program.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SubmitAsync_with_a_wrong_token_or_no_server_is_refused()
    {
        if (!FarMachine.IsThere)
            return;
        var token = Target(token: "wrong");
        var nowhere = Target(new Uri($"http://127.0.0.1:{FarMachine.FreePort()}/"));

        Assert.Equal(JobErrors.CannotRunThere, (await Assert.ThrowsAsync<PlatformException>(() => token.SubmitAsync(Shell("true"), default))).Code);
        Assert.Equal(JobErrors.TargetUnreachable, (await Assert.ThrowsAsync<PlatformException>(() => nowhere.SubmitAsync(Shell("true"), default))).Code);
    }

    private JupyterTarget Target(Uri? url = null, string? token = null)
    {
        var settings = new JupyterSettings(url ?? machine.Url, "no-such-mlplatform", _ => ValueTask.FromResult<string?>(token ?? machine.Token));
        var target = new JupyterTarget(_home, hash => _blobs.TryGetValue(hash, out var content) ? new MemoryStream(content) : null, () => settings, TimeProvider.System);
        _targets.Add(target);
        return target;
    }

    private static AttemptRequest Shell(string script) =>
        new("j", 1, new WorkloadSpec { Name = "t", Kind = WorkloadKind.Job, Command = ["/bin/sh", "-c", script] }, new Dictionary<string, string>());

    private WorkloadInput Blob(string path, string content)
    {
        var bytes = Encoding.UTF8.GetBytes(content);
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        _blobs[hash] = bytes;
        return new WorkloadInput(path, hash, bytes.Length);
    }

    private static Task HasAsync(Targets.Journal.IJournal journal, int lines) => UntilAsync(() => journal.ReadAsync(1, default), events => events.Count >= lines);

    private static async Task<T> UntilAsync<T>(Func<Task<T>> read, Func<T, bool> holds)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var value = await read();
            if (holds(value))
                return value;
            await Task.Delay(50, late.Token);
        }
    }
}
