using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Jobs;
using MLPlatform.Contracts.Platform;
using MLPlatform.ControlPlaneClient.Home;
using MLPlatform.ControlPlaneClient.Processes;
using MLPlatform.Targets.Journal;
using MLPlatform.Targets.Local;

namespace MLPlatform.Targets.Containers;

/// <summary>
/// Jobs as containers of this machine, cut off from every network. A container outlives the control plane: its name says whose it is, and the engine keeps how it ended.
/// </summary>
public sealed class ContainerTarget(PlatformHome home, Func<string, Stream?> openBlob, Func<ContainerSettings> settings) : ITarget
{
    private const string GraceSeconds = "5";

    private readonly string _home = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(home.Folder)).AsSpan(0, 6));

    public string Name => "container";

    public bool ReachesControlPlane => false;

    // Without it no container of this home was ever started, and starting a control plane need not ask the engine.
    private string UsedMark => Path.Combine(home.Jobs, ".containers");

    private ContainerEngine Engine => new(settings());

    public TargetStatus Status() => settings() is { IsThere: true } now
        ? new TargetStatus(Name, true, $"{now.Engine[0]}, image {now.Image}")
        : new TargetStatus(Name, false, $"{settings().Program} is not installed");

    public Estimate Estimate(WorkloadSpec spec)
    {
        if (settings() is { IsThere: false } absent)
            throw new PlatformException(JobErrors.CannotRunThere, $"`{absent.Program}` is not installed, so nothing runs on `container`.", "Install podman, or name another engine by the setting container-engine.");
        if (spec.Resources.Gpus > 0)
            throw new PlatformException(JobErrors.CannotRunThere, "Containers here are given no GPU.", "Leave out --gpu, or choose another target with --on.");
        MachineFit.Check(Name, spec.Resources);
        return new Estimate($"{MachineFit.Describe(spec.Resources)}, image {settings().Image}");
    }

    public async Task<Placement> SubmitAsync(AttemptRequest attempt, CancellationToken cancel)
    {
        var folder = new AttemptFolder(home.Jobs, attempt.JobId, attempt.Attempt);
        await folder.PrepareAsync(attempt.Spec.Inputs, openBlob, cancel);
        await File.WriteAllBytesAsync(UsedMark, [], cancel);
        var name = NameOf(attempt.JobId, attempt.Attempt);
        // Left by a control plane that died before it could note the start; its folder has just been emptied.
        await Engine.RunAsync(["rm", "--force", "--ignore", name], cancel);
        var variables = Path.Combine(home.Jobs, name + ".env");
        PrivateFiles.Write(variables, Encoding.UTF8.GetBytes(string.Join('\n', Variables(attempt, folder).Select(pair => $"{pair.Key}={pair.Value}"))));
        try
        {
            var started = await Engine.RunAsync(ContainerArguments.Run(name, settings().Image, attempt, folder.Folder, _home, variables), cancel);
            if (started.ExitCode == 0)
                return new Placement(Name, name, null);
            await Engine.RunAsync(["rm", "--force", "--ignore", name], cancel);
            throw new PlatformException(JobErrors.CannotRunThere, $"The container could not be started: {started.Reason}", $"`{string.Join(' ', settings().Engine)} image exists {settings().Image}` says whether the image is here; the setting container-image names it.");
        }
        finally
        {
            File.Delete(variables);
        }
    }

    public async Task<Placement?> FindAsync(string jobId, int attempt, CancellationToken cancel) =>
        (await Engine.RunAsync(["container", "exists", NameOf(jobId, attempt)], cancel)).ExitCode == 0 ? new Placement(Name, NameOf(jobId, attempt), null) : null;

    public async Task<AttemptEnd> EndAsync(Placement placement, AttemptRequest attempt, CancellationToken cancel)
    {
        var killsBefore = DeathCause.SystemKills();
        var waited = await Engine.RunAsync(["wait", placement.Reference], cancel);
        var inspected = await Engine.RunAsync(["inspect", "--format", "{{.State.OOMKilled}} {{.State.ExitCode}}", placement.Reference], cancel);
        if (waited.ExitCode != 0 || inspected.ExitCode != 0)
            return new AttemptEnd(null, null, false, "The container was gone when the control plane looked for it.");
        await Engine.RunAsync(["rm", "--force", placement.Reference], cancel);
        var state = inspected.Output.Split(' ');
        return End(int.Parse(state[1], CultureInfo.InvariantCulture), state[0] == "true", attempt.Spec.Resources.MemoryBytes, new AttemptFolder(home.Jobs, attempt.JobId, attempt.Attempt).Log, killsBefore);
    }

    public IJournal Journal(string jobId, int attempt) => new FileJournal(JournalFile(jobId, attempt), attempt);

    public string JournalFile(string jobId, int attempt) => new AttemptFolder(home.Jobs, jobId, attempt).Journal;

    public async Task CancelAsync(Placement placement, CancellationToken cancel) => await Engine.RunAsync(["stop", "--time", GraceSeconds, placement.Reference], cancel);

    public Task<IReadOnlyList<JobFile>> FilesAsync(string jobId, int attempt, CancellationToken cancel) => Task.FromResult(new AttemptFolder(home.Jobs, jobId, attempt).Files());

    public Task<Stream?> FetchAsync(string jobId, int attempt, string path, CancellationToken cancel) =>
        Task.FromResult<Stream?>(new AttemptFolder(home.Jobs, jobId, attempt).FileAt(path) is { } file ? File.OpenRead(file) : null);

    public async Task SweepAsync(IReadOnlySet<string> keep, CancellationToken cancel)
    {
        if (!File.Exists(UsedMark) || !settings().IsThere)
            return;
        var listed = await Engine.RunAsync(["ps", "--all", "--filter", $"label={ContainerArguments.HomeLabel}={_home}", "--format", $"{{{{.Names}}}} {{{{index .Labels \"{ContainerArguments.JobLabel}\"}}}}"], cancel);
        foreach (var line in listed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Split(' ') is [var name, var job] && !keep.Contains(job))
                await Engine.RunAsync(["rm", "--force", name], cancel);
        }
    }

    // Not every low-level runtime tells the engine of a kill for memory; the system counts them.
    private static AttemptEnd End(int code, bool outOfMemory, long limit, string log, long killsBefore)
    {
        // 128 + n is how a shell and the engine tell that signal n ended the process.
        if (outOfMemory || (limit > 0 && code == 128 + 9 && DeathCause.SystemKills() > killsBefore))
            return new AttemptEnd(null, 9, true, string.Create(CultureInfo.InvariantCulture, $"Out of memory: the container needed more than its limit of {limit >> 20} MB."));
        return DeathCause.Of(code > 128 ? new ProcessExit(null, code - 128) : new ProcessExit(code, null), log, killsBefore);
    }

    private static string NameOf(string jobId, int attempt) => string.Create(CultureInfo.InvariantCulture, $"mlplatform-{jobId}-{attempt}");

    private static Dictionary<string, string> Variables(AttemptRequest attempt, AttemptFolder folder)
    {
        var variables = new Dictionary<string, string>(attempt.Environment, StringComparer.Ordinal)
        {
            [PlatformHome.Variable] = "/tmp/mlplatform",
            [ProcessVariables.Job] = attempt.JobId,
            [ProcessVariables.Attempt] = attempt.Attempt.ToString(CultureInfo.InvariantCulture),
            [ProcessVariables.Journal] = folder.Journal,
            [ProcessVariables.Checkpoint] = folder.Checkpoint,
            [ProcessVariables.RunInJournal] = "1",
            ["HOME"] = "/tmp",
        };
        // Nothing there can reach the control plane, so nothing there needs its token.
        variables.Remove(ProcessVariables.Token);
        if (ContainerArguments.DotnetRoot is { } root)
            variables["DOTNET_ROOT"] = root;
        if (attempt.Spec.Resources.MemoryBytes is var memory and > 0)
            variables[ProcessVariables.HeapLimit] = "0x" + (memory / 4 * 3).ToString("X", CultureInfo.InvariantCulture);
        return variables;
    }
}
