using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Jobs;
using MLPlatform.Contracts.Platform;
using MLPlatform.ControlPlaneClient.Home;
using MLPlatform.ControlPlaneClient.Processes;
using MLPlatform.Targets.Journal;
using MLPlatform.Targets.Local;

namespace MLPlatform.Targets.JupyterServers;

/// <summary>
/// Jobs on the machine of a Jupyter server. A kernel is used once, to start a process that has nothing to do with it; from then on there are only files, read
/// over HTTP. So neither a cut connection nor a killed kernel nor a restarted server ends a job or loses a line of it.
/// </summary>
public sealed class JupyterTarget(PlatformHome home, Func<string, Stream?> openBlob, Func<JupyterSettings> settings, TimeProvider time) : ITarget, IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan StillLimit = TimeSpan.FromSeconds(60);

    // Cookies would switch the server to its rules for browsers.
    private readonly SocketsHttpHandler _handler = new() { UseCookies = false, AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(10) };
    private readonly string _home = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(home.Folder)).AsSpan(0, 6));

    public string Name => "jupyter";

    public bool ReachesControlPlane => false;

    public TargetStatus Status() => settings().Url is { } url ? new TargetStatus(Name, true, url.ToString()) : new TargetStatus(Name, false, "the setting jupyter-url names no server");

    public Estimate Estimate(WorkloadSpec spec)
    {
        if (settings().Url is not { } url)
            throw new PlatformException(JobErrors.CannotRunThere, "There is no Jupyter server to run on.", "Set jupyter-url in mlplatform.yaml, and put its token into secrets/jupyter-token of the platform home, mode 600.");
        if (spec.Resources.Gpus > 0)
            throw new PlatformException(JobErrors.CannotRunThere, "What GPUs a Jupyter server has is not known here.", "Leave out --gpu: a job there sees every GPU of the machine.");
        return new Estimate($"Jupyter server at {url}");
    }

    public async Task<Placement> SubmitAsync(AttemptRequest attempt, CancellationToken cancel)
    {
        var here = new AttemptFolder(home.Jobs, attempt.JobId, attempt.Attempt);
        await here.PrepareAsync(attempt.Spec.Inputs, openBlob, cancel);
        using var server = await ServerAsync(cancel);
        var far = FarFolder(attempt.JobId, attempt.Attempt);
        try
        {
            // Left by a control plane that died before it could note the start.
            await server.DeleteAsync(far, cancel);
            await server.MakeFolderAsync(far, cancel);
            foreach (var file in here.Files())
                await PutAsync(server, far, file.Path, Path.Combine(here.Folder, file.Path), cancel);
            await PutTextAsync(server, far, here, "launch.json", Launch(attempt).ToJsonString(), cancel);
            await PutTextAsync(server, far, here, "launch.py", Launcher(), cancel);
            var (session, kernel) = await server.OpenAsync(far + "/start", cancel);
            try
            {
                await KernelCall.RunAsync(server, kernel, Start(attempt), cancel);
            }
            finally
            {
                await server.CloseAsync(session, CancellationToken.None);
            }

            return new Placement(Name, far, null);
        }
        catch (HttpRequestException broken)
        {
            throw new PlatformException(JobErrors.TargetUnreachable, $"The Jupyter server at {server.Url} cannot be reached: {broken.Message}", "Check jupyter-url, and that the server runs.", broken);
        }
    }

    public async Task<Placement?> FindAsync(string jobId, int attempt, CancellationToken cancel)
    {
        using var server = await ServerAsync(cancel);
        var far = FarFolder(jobId, attempt);
        return await server.ReadAsync(far + "/alive", 0, cancel) is null && await server.ReadAsync(far + "/exit", 0, cancel) is null ? null : new Placement(Name, far, null);
    }

    public async Task<AttemptEnd> EndAsync(Placement placement, AttemptRequest attempt, CancellationToken cancel)
    {
        using var server = await ServerAsync(cancel);
        var here = new AttemptFolder(home.Jobs, attempt.JobId, attempt.Attempt);
        PrivateFiles.EnsureFolder(here.Folder);
        var far = new FarAttempt(server, placement.Reference, here);
        var (beat, changed) = ("", time.GetTimestamp());
        while (true)
        {
            try
            {
                // Asked before the journal is read: what was written before the end is then read.
                var end = await far.EndAsync(attempt.Spec.Resources.MemoryBytes, cancel);
                await far.PullJournalAsync(cancel);
                if (end is not null)
                {
                    await far.BringHomeAsync(attempt.Spec.Inputs, cancel);
                    return end;
                }

                if (await far.AliveAsync(cancel) is not { } now)
                    return new AttemptEnd(null, null, false, $"The attempt's folder `{placement.Reference}` is gone from the Jupyter server.");
                if (now != beat)
                    (beat, changed) = (now, time.GetTimestamp());
                else if (time.GetElapsedTime(changed) > StillLimit)
                    return new AttemptEnd(null, null, false, "The far machine gave no sign of life of the worker for a minute: it was restarted, or the worker was killed with all around it.");
                await Task.Delay(Poll, time, cancel);
            }
            catch (Exception away) when (away is HttpRequestException or IOException || (away is TaskCanceledException && !cancel.IsCancellationRequested) || away is PlatformException { Code: var code } && code == JobErrors.TargetUnreachable)
            {
                // The network or the server is away; the job is not. Its silence counts from when the server answers again.
                changed = time.GetTimestamp();
                await Task.Delay(Away, time, cancel);
            }
        }
    }

    public IJournal Journal(string jobId, int attempt) => new FileJournal(JournalFile(jobId, attempt), attempt);

    public string JournalFile(string jobId, int attempt) => new AttemptFolder(home.Jobs, jobId, attempt).Journal;

    public async Task CancelAsync(Placement placement, CancellationToken cancel)
    {
        using var server = await ServerAsync(cancel);
        var empty = Path.Combine(home.Jobs, ".cancel");
        await File.WriteAllBytesAsync(empty, [], cancel);
        await server.PutFileAsync(placement.Reference + "/cancel", empty, cancel);
    }

    public Task<IReadOnlyList<JobFile>> FilesAsync(string jobId, int attempt, CancellationToken cancel) => Task.FromResult(new AttemptFolder(home.Jobs, jobId, attempt).Files());

    public Task<Stream?> FetchAsync(string jobId, int attempt, string path, CancellationToken cancel) =>
        Task.FromResult<Stream?>(new AttemptFolder(home.Jobs, jobId, attempt).FileAt(path) is { } file ? File.OpenRead(file) : null);

    // Each attempt is removed there when it has been brought home; there is nothing that belongs to no job.
    public Task SweepAsync(IReadOnlySet<string> keep, CancellationToken cancel) => Task.CompletedTask;

    public void Dispose() => _handler.Dispose();

    private async Task<JupyterServer> ServerAsync(CancellationToken cancel)
    {
        var now = settings();
        var url = now.Url ?? throw new PlatformException(JobErrors.TargetUnreachable, "The setting jupyter-url names no server any more.", "Set it again: a job may still run there.");
        return new JupyterServer(url.AbsolutePath.EndsWith('/') ? url : new Uri(url + "/"), await now.Token(cancel), _handler);
    }

    private string FarFolder(string jobId, int attempt) => string.Create(CultureInfo.InvariantCulture, $"mlplatform/{_home}/{jobId}/attempt-{attempt}");

    private JsonObject Launch(AttemptRequest attempt)
    {
        var spec = attempt.Spec;
        var program = AttemptCommand.RunsProduct(spec) ? spec.Command.Skip(1).Prepend(settings().Program) : spec.Command;
        return new JsonObject
        {
            ["command"] = new JsonArray([.. program.Select(word => JsonValue.Create(word))]),
            ["cores"] = (int)Math.Ceiling(spec.Resources.CpuCores),
            ["memory"] = spec.Resources.MemoryBytes,
            ["paths"] = new JsonObject
            {
                [ProcessVariables.Journal] = "{folder}/" + JournalWriter.FileName,
                [ProcessVariables.Checkpoint] = "{folder}/" + WorkloadFolders.Checkpoint,
            },
        };
    }

    // Values go through the kernel into the process and never touch the far disk.
    private static string Start(AttemptRequest attempt)
    {
        var variables = new JsonObject();
        foreach (var (name, value) in attempt.Environment.Where(pair => pair.Key != ProcessVariables.Token))
            variables[name] = value;
        variables[ProcessVariables.Job] = attempt.JobId;
        variables[ProcessVariables.Attempt] = attempt.Attempt.ToString(CultureInfo.InvariantCulture);
        variables[ProcessVariables.RunInJournal] = "1";
        if (attempt.Spec.Resources.MemoryBytes is var memory and > 0)
            variables[ProcessVariables.HeapLimit] = "0x" + (memory / 4 * 3).ToString("X", CultureInfo.InvariantCulture);
        var json = Convert.ToBase64String(Encoding.UTF8.GetBytes(variables.ToJsonString()));
        return $"""
            import base64, json, os, subprocess, sys
            log = open("worker.log", "ab")
            subprocess.Popen([sys.executable, "launch.py"], env=dict(os.environ, **json.loads(base64.b64decode("{json}"))), stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
            """;
    }

    private static async Task PutAsync(JupyterServer server, string far, string path, string file, CancellationToken cancel)
    {
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
            await server.MakeFolderAsync($"{far}/{folder}", cancel);
        await server.PutFileAsync($"{far}/{path}", file, cancel);
    }

    private static async Task PutTextAsync(JupyterServer server, string far, AttemptFolder here, string name, string text, CancellationToken cancel)
    {
        var file = Path.Combine(here.Folder, name);
        await File.WriteAllTextAsync(file, text, cancel);
        await server.PutFileAsync($"{far}/{name}", file, cancel);
    }

    private static string Launcher()
    {
        using var reader = new StreamReader(typeof(JupyterTarget).Assembly.GetManifestResourceStream("MLPlatform.Targets.JupyterServers.launch.py")!);
        return reader.ReadToEnd();
    }
}
