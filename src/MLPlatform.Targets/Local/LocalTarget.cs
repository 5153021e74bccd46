using System.Collections.Concurrent;
using System.Globalization;
using MLPlatform.Contracts.Jobs;
using MLPlatform.Contracts.Platform;
using MLPlatform.ControlPlaneClient.Home;
using MLPlatform.ControlPlaneClient.Processes;
using MLPlatform.Targets.Journal;

namespace MLPlatform.Targets.Local;

/// <summary>
/// Jobs as processes of this machine, each in its own session and folder; they outlive the control plane that started them.
/// </summary>
/// <remarks>
/// Limits without privileges: CPU by processor set, chosen before the process exists. Memory twice: .NET's heap gets a hard limit of three quarters, as .NET
/// does in a container, so managed code fails with an exception it can report; and the whole session is measured every half second and killed above its limit.
/// An address-space limit (<c>ulimit -v</c>) is no use: .NET reserves far more than it touches. Where several jobs fight for all of the machine's memory, the
/// system kills jobs before the control plane (<c>oom_score_adj</c>).
/// </remarks>
public sealed class LocalTarget(PlatformHome home, Func<string, Stream?> openBlob, TimeProvider time) : ITarget
{
    private const int Niceness = 5;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MemoryPoll = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<string, DetachedProcess> _processes = new(StringComparer.Ordinal);
    private int _nextProcessor = -1;

    public string Name => "local";

    public bool ReachesControlPlane => true;

    public TargetStatus Status() => new(Name, true, MachineFit.Describe(new Resources()));

    public Estimate Estimate(WorkloadSpec spec)
    {
        MachineFit.Check(Name, spec.Resources);
        return new Estimate(MachineFit.Describe(spec.Resources));
    }

    public async Task<Placement> SubmitAsync(AttemptRequest attempt, CancellationToken cancel)
    {
        var folder = new AttemptFolder(home.Jobs, attempt.JobId, attempt.Attempt);
        await folder.PrepareAsync(attempt.Spec.Inputs, openBlob, cancel);
        var process = DetachedProcess.Start(new LaunchRequest(AttemptCommand.Of(attempt.Spec, folder.Folder), folder.Folder, folder.Log)
        {
            Environment = Variables(attempt, folder),
            Processors = ProcessorsFor(attempt.Spec.Resources.CpuCores),
            Niceness = Niceness,
        });
        PreferAsVictim(process.Identity.ProcessId);
        var placement = PlacementOf(process.Identity);
        _processes[placement.Reference] = process;
        return placement;
    }

    public Task<Placement?> FindAsync(string jobId, int attempt, CancellationToken cancel) =>
        Task.FromResult(ProcessSearch.ByEnvironment(ProcessVariables.JobAttempt, AttemptName(jobId, attempt)) is { } identity ? PlacementOf(identity) : null);

    public async Task<AttemptEnd> EndAsync(Placement placement, AttemptRequest attempt, CancellationToken cancel)
    {
        if (Find(placement) is not { } process)
            return new AttemptEnd(null, null, false, "The worker process was gone when the control plane came back.");
        var killsBefore = DeathCause.SystemKills();
        var limit = attempt.Spec.Resources.MemoryBytes;
        while (limit > 0 && !process.Exited.IsCompleted)
        {
            if (SessionMemory.Bytes(process.Identity.ProcessId) is var used && used > limit)
            {
                process.Kill();
                await process.Exited.WaitAsync(cancel);
                _processes.TryRemove(placement.Reference, out _);
                return new AttemptEnd(null, 9, true, string.Create(CultureInfo.InvariantCulture, $"Out of memory: the job used {used >> 20} MB, its limit is {limit >> 20} MB."));
            }

            await Task.WhenAny(process.Exited, Task.Delay(MemoryPoll, time, cancel));
            cancel.ThrowIfCancellationRequested();
        }

        var exit = await process.Exited.WaitAsync(cancel);
        _processes.TryRemove(placement.Reference, out _);
        return DeathCause.Of(exit, new AttemptFolder(home.Jobs, attempt.JobId, attempt.Attempt).Log, killsBefore);
    }

    public IJournal Journal(string jobId, int attempt) => new FileJournal(new AttemptFolder(home.Jobs, jobId, attempt).Journal, attempt);

    public async Task CancelAsync(Placement placement, CancellationToken cancel)
    {
        if (Find(placement) is { } process)
            await process.StopAsync(Grace, time).WaitAsync(cancel);
    }

    public Task<IReadOnlyList<JobFile>> FilesAsync(string jobId, int attempt, CancellationToken cancel) => Task.FromResult(new AttemptFolder(home.Jobs, jobId, attempt).Files());

    public Task<Stream?> FetchAsync(string jobId, int attempt, string path, CancellationToken cancel) =>
        Task.FromResult<Stream?>(new AttemptFolder(home.Jobs, jobId, attempt).FileAt(path) is { } file ? File.OpenRead(file) : null);

    public Task SweepAsync(IReadOnlySet<string> keep, CancellationToken cancel)
    {
        if (!Directory.Exists(home.Jobs))
            return Task.CompletedTask;
        foreach (var folder in Directory.EnumerateDirectories(home.Jobs))
        {
            cancel.ThrowIfCancellationRequested();
            if (!keep.Contains(Path.GetFileName(folder)))
                Directory.Delete(folder, recursive: true);
        }

        return Task.CompletedTask;
    }

    public string JournalFile(string jobId, int attempt) => new AttemptFolder(home.Jobs, jobId, attempt).Journal;

    private DetachedProcess? Find(Placement placement)
    {
        if (_processes.TryGetValue(placement.Reference, out var known))
            return known;
        var parts = placement.Reference.Split(':');
        var identity = new ProcessIdentity(int.Parse(parts[0], CultureInfo.InvariantCulture), long.Parse(parts[1], CultureInfo.InvariantCulture));
        return DetachedProcess.Adopt(identity, time) is { } adopted ? _processes.GetOrAdd(placement.Reference, adopted) : null;
    }

    private Placement PlacementOf(ProcessIdentity identity) =>
        new(Name, string.Create(CultureInfo.InvariantCulture, $"{identity.ProcessId}:{identity.StartTicks}"), identity.ProcessId);

    private static string AttemptName(string jobId, int attempt) => string.Create(CultureInfo.InvariantCulture, $"{jobId}/{attempt}");

    private Dictionary<string, string?> Variables(AttemptRequest attempt, AttemptFolder folder)
    {
        var variables = attempt.Environment.ToDictionary(pair => pair.Key, pair => (string?)pair.Value, StringComparer.Ordinal);
        variables[PlatformHome.Variable] = home.Folder;
        variables[ProcessVariables.Job] = attempt.JobId;
        variables[ProcessVariables.JobAttempt] = AttemptName(attempt.JobId, attempt.Attempt);
        variables[ProcessVariables.Attempt] = attempt.Attempt.ToString(CultureInfo.InvariantCulture);
        variables[ProcessVariables.Journal] = folder.Journal;
        variables[ProcessVariables.Checkpoint] = folder.Checkpoint;
        if (attempt.Spec.Resources.MemoryBytes is var memory and > 0)
            variables[ProcessVariables.HeapLimit] = "0x" + (memory / 4 * 3).ToString("X", CultureInfo.InvariantCulture);
        return variables;
    }

    // Jobs start at different processors, so that two small ones do not share one while others idle.
    private List<int> ProcessorsFor(double cores)
    {
        var allowed = ProcessorSet.Allowed();
        var wanted = (int)Math.Ceiling(cores);
        if (wanted <= 0 || wanted >= allowed.Count)
            return [];
        var first = (int)((uint)Interlocked.Add(ref _nextProcessor, wanted) % allowed.Count);
        return [.. Enumerable.Range(0, wanted).Select(i => allowed[(first + i) % allowed.Count])];
    }

    private static void PreferAsVictim(int processId)
    {
        try
        {
            File.WriteAllText($"/proc/{processId.ToString(CultureInfo.InvariantCulture)}/oom_score_adj", "500");
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // It has ended already, or a sandbox keeps the file to itself: then the job is as likely a victim as anything else.
        }
    }
}
