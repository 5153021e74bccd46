using MLPlatform.Contracts.Errors;
using MLPlatform.ControlPlaneClient.Processes;

namespace MLPlatform.ControlPlaneClient.Tests.Processes;

public sealed class DetachedProcessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mlplatform-test-").FullName;

    private string Log => Path.Combine(_folder, "out.log");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Start_leads_a_session_of_its_own_and_writes_to_the_log()
    {
        var process = DetachedProcess.Start(Script("cut -d' ' -f6 /proc/$$/stat; echo \"$GIVEN in $(pwd)\"; echo broken >&2") with { Environment = new Dictionary<string, string?> { ["GIVEN"] = "value" } });

        Assert.Equal(new ProcessExit(0, null), await process.Exited);
        var lines = await File.ReadAllLinesAsync(Log);
        Assert.Contains($"value in {_folder}", lines);
        Assert.Contains("broken", lines);
        Assert.Equal(process.Identity.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture), lines[0]);
    }

    [Fact]
    public async Task Start_inherits_no_open_files()
    {
        await using var open = File.OpenRead("/dev/null");

        await DetachedProcess.Start(Script("ls /proc/$$/fd | tr '\\n' ' '")).Exited;

        Assert.StartsWith("0 1 2 ", await File.ReadAllTextAsync(Log), StringComparison.Ordinal);
    }

    [Fact]
    public void Start_of_a_missing_program_is_refused()
    {
        var refusal = Assert.Throws<PlatformException>(() => DetachedProcess.Start(new LaunchRequest(["/nowhere/at-all"], _folder, Log)));

        Assert.Equal(PlatformErrors.ProgramNotFound, refusal.Code);
    }

    [Fact]
    public async Task StopAsync_kills_what_does_not_listen()
    {
        var process = DetachedProcess.Start(Script("trap '' TERM; echo ready; while true; do sleep 0.01; done"));
        while (!File.Exists(Log) || new FileInfo(Log).Length == 0)
            await Task.Delay(10);

        var exit = await process.StopAsync(TimeSpan.FromMilliseconds(100), TimeProvider.System);

        Assert.Equal(9, exit.Signal);
        Assert.False(process.Identity.IsAlive);
    }

    [Fact]
    public async Task Identity_survives_search_and_adoption_and_dies_with_the_process()
    {
        var value = Guid.NewGuid().ToString("N");
        var process = DetachedProcess.Start(Script("sleep 1000") with { Environment = new Dictionary<string, string?> { ["MARK"] = value } });

        Assert.Equal(process.Identity, ProcessSearch.ByEnvironment("MARK", value));
        var adopted = DetachedProcess.Adopt(process.Identity, TimeProvider.System)!;
        Assert.Null(DetachedProcess.Adopt(process.Identity with { StartTicks = 1 }, TimeProvider.System));
        process.Kill();

        await adopted.Exited.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Null(DetachedProcess.Adopt(process.Identity, TimeProvider.System));
        Assert.Equal(9, (await process.Exited).Signal);
    }

    private LaunchRequest Script(string script) => new(["sh", "-c", script], _folder, Log);
}
