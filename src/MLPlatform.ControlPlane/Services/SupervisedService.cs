using System.Globalization;
using Microsoft.Extensions.Logging;
using MLPlatform.Contracts.Errors;
using MLPlatform.ControlPlaneClient.Home;
using MLPlatform.ControlPlaneClient.Processes;

namespace MLPlatform.ControlPlane.Services;

/// <summary>
/// Keeps one service process running: started when wanted, adopted when it is found alive, started again with growing pauses when it dies, and ended when it is
/// no longer wanted. The process outlives the control plane unless it is stopped here.
/// </summary>
internal sealed class SupervisedService : IAsyncDisposable
{
    private static readonly TimeSpan ReadyDeadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ReadyPoll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    // A process that lived this long had started well: the next pause is the first one again.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(30);

    private readonly ServiceDescription _service;
    private readonly ServiceProbe _probe;
    private readonly PlatformHome _home;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _unwanted = new();
    private DetachedProcess? _process;
    private Task _keeping = Task.CompletedTask;
    private volatile bool _ready;
    private int _restarts;

    private SupervisedService(ServiceDescription service, ServiceProbe probe, PlatformHome home, ILogger log, TimeProvider time)
    {
        _service = service;
        _probe = probe;
        _home = home;
        _log = log;
        _time = time;
    }

    public bool IsReady => _ready;

    /// <summary>How often it had to be started again by this control plane.</summary>
    public int Restarts => Volatile.Read(ref _restarts);

    public int? ProcessId => _process is { Exited.IsCompleted: false } running ? running.Identity.ProcessId : null;

    /// <summary>Starts the process and waits until it serves. When this throws, no process is left.</summary>
    /// <exception cref="PlatformException">The description's own code, with the last lines of the log.</exception>
    public static async Task<SupervisedService> StartAsync(ServiceDescription service, ServiceProbe probe, PlatformHome home, ILogger log, TimeProvider time, CancellationToken cancel)
    {
        var supervised = new SupervisedService(service, probe, home, log, time);
        try
        {
            supervised.Launch();
            await supervised.WaitUntilReadyAsync(cancel);
        }
        catch
        {
            await supervised.StopAsync();
            throw;
        }

        supervised._keeping = supervised.KeepAsync();
        return supervised;
    }

    /// <summary>Takes over a process that is to be running: the one found alive, or a new one. Returns at once; a process that does not start is tried again.</summary>
    public static SupervisedService Resume(ServiceDescription service, ServiceProbe probe, PlatformHome home, ILogger log, TimeProvider time)
    {
        var supervised = new SupervisedService(service, probe, home, log, time);
        if (ProcessSearch.ByEnvironment(ProcessVariables.ServiceNonce, service.Nonce) is { } alive && DetachedProcess.Adopt(alive, time) is { } adopted)
        {
            supervised._process = adopted;
            log.LogInformation("Adopted {Service}: process {ProcessId} was running", service.Name, alive.ProcessId);
        }
        else
        {
            log.LogWarning("{Service} was not running; starting it again", service.Name);
        }

        supervised._keeping = supervised.KeepAsync();
        return supervised;
    }

    /// <summary>Ends the process; it is not started again.</summary>
    public async Task StopAsync()
    {
        await _unwanted.CancelAsync();
        await _keeping;
        if (_process is { } process)
            await process.StopAsync(StopGrace, _time);
        _ready = false;
    }

    /// <summary>Lets go of the process without ending it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _unwanted.CancelAsync();
        await _keeping;
        _unwanted.Dispose();
    }

    private void Launch() => _process = DetachedProcess.Start(new LaunchRequest(_service.Command, _service.Folder, _service.LogFile)
    {
        Environment = new Dictionary<string, string?>(ProcessVariables.NotOfAJob)
        {
            [PlatformHome.Variable] = _home.Folder,
            [ProcessVariables.ServiceNonce] = _service.Nonce,
            [ProcessVariables.HeapLimit] = _service.HeapBytes > 0 ? "0x" + _service.HeapBytes.ToString("X", CultureInfo.InvariantCulture) : null,
        },
    });

    private async Task WaitUntilReadyAsync(CancellationToken cancel)
    {
        var started = _time.GetTimestamp();
        while (!await _probe.IsReadyAsync(_service, cancel))
        {
            if (_process!.Exited.IsCompleted)
                throw DidNotStart($"it {await _process.Exited}");
            if (_time.GetElapsedTime(started) > ReadyDeadline)
                throw DidNotStart($"it was not ready within {ReadyDeadline.TotalSeconds:0} s");
            await Task.Delay(ReadyPoll, _time, cancel);
        }

        _ready = true;
    }

    private async Task KeepAsync()
    {
        var cancel = _unwanted.Token;
        var pause = FirstPause;
        try
        {
            while (true)
            {
                var since = _time.GetTimestamp();
                if (_ready || await TryBecomeReadyAsync(cancel))
                {
                    var exit = await _process!.Exited.WaitAsync(cancel);
                    _log.LogWarning("{Service} (process {ProcessId}) {Exit}; starting it again", _service.Name, _process.Identity.ProcessId, exit);
                }

                _ready = false;
                pause = _time.GetElapsedTime(since) > Settled ? FirstPause : pause * 2 < LongestPause ? pause * 2 : LongestPause;
                await Task.Delay(pause, _time, cancel);
                if (_process is { } silent)
                    await silent.StopAsync(StopGrace, _time);
                _process = null;
                Interlocked.Increment(ref _restarts);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // No longer wanted, or this control plane is leaving: whoever cancelled decides what becomes of the process.
        }
    }

    private async Task<bool> TryBecomeReadyAsync(CancellationToken cancel)
    {
        try
        {
            if (_process is null)
                Launch();
            await WaitUntilReadyAsync(cancel);
            _log.LogInformation("{Service} is up as process {ProcessId}", _service.Name, _process!.Identity.ProcessId);
            return true;
        }
        catch (PlatformException failure)
        {
            _log.LogError("{Problem}", failure.Problem);
            return false;
        }
    }

    private PlatformException DidNotStart(string why) => new(
        _service.DidNotStart, $"`{_service.Name}` did not start: {why}. {LogTail.Read(_service.LogFile, 5)}", $"Its whole log is `{_service.LogFile}`.");
}
