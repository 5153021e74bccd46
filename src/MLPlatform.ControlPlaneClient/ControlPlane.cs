using MLPlatform.Contracts.Json;
using MLPlatform.Contracts.Platform;
using MLPlatform.ControlPlaneClient.Areas;
using MLPlatform.ControlPlaneClient.Configuration;
using MLPlatform.ControlPlaneClient.Connection;
using MLPlatform.ControlPlaneClient.Home;
using MLPlatform.ControlPlaneClient.Processes;
using MLPlatform.ControlPlaneClient.Tracking;

namespace MLPlatform.ControlPlaneClient;

/// <summary>
/// The control plane, from any process of the product. Safe for concurrent use. A call that finds the control plane dead starts it again once, says so through
/// <see cref="Notice"/>, and is repeated.
/// </summary>
public sealed class ControlPlane : IDisposable
{
    private readonly ControlPlaneChannel _channel;
    private readonly ApiCalls _calls;

    private ControlPlane(PlatformHome home, Settings settings, ControlPlaneChannel channel, TimeProvider time)
    {
        Home = home;
        Settings = settings;
        _channel = channel;
        _calls = new ApiCalls(channel);
        Features = new FeaturesArea(_calls);
        Jobs = new JobsArea(_calls, settings);
        Blobs = new BlobsArea(_calls);
        Endpoints = new EndpointsArea(_calls);
        Tracking = TrackingClient.From(settings, time) ?? new TrackingClient(channel, time);
    }

    public PlatformHome Home { get; }

    /// <summary>The configuration as it was when this connection was made.</summary>
    public Settings Settings { get; }

    public FeaturesArea Features { get; }

    public JobsArea Jobs { get; }

    public BlobsArea Blobs { get; }

    public EndpointsArea Endpoints { get; }

    /// <summary>Experiments, runs and models: the control plane's own, or the MLflow server that the setting <c>tracking-uri</c> names.</summary>
    public TrackingClient Tracking { get; }

    public Uri Address => _channel.Address;

    public int ProcessId => _channel.ProcessId;

    /// <summary>Receives a line when the control plane is started or started again.</summary>
    public IProgress<string>? Notice
    {
        get => _channel.Notice;
        set => _channel.Notice = value;
    }

    /// <summary>Finds the control plane of a home, or starts it. Several callers at once, in any processes, get the same one.</summary>
    /// <exception cref="Contracts.Errors.PlatformException"><see cref="Contracts.Errors.PlatformErrors.Unreachable"/>.</exception>
    public static async Task<ControlPlane> ConnectAsync(PlatformHome home, StartMode start, TimeProvider time, IProgress<string>? notice = null, CancellationToken cancel = default)
    {
        var settings = Settings.Load(home, Directory.GetCurrentDirectory());
        var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(10) }) { Timeout = Timeout.InfiniteTimeSpan };
        var channel = new ControlPlaneChannel(home, settings.Project, start, http, time) { Notice = notice };
        try
        {
            await channel.ConnectAsync(cancel);
            return new ControlPlane(home, settings, channel, time);
        }
        catch
        {
            channel.Dispose();
            throw;
        }
    }

    public Task<PlatformStatus> StatusAsync(CancellationToken cancel = default) =>
        _calls.GetAsync(ApiRoutes.Status, ContractsJson.Default.PlatformStatus, cancel);

    /// <returns>Newest first.</returns>
    public Task<IReadOnlyList<AuditEntry>> AuditAsync(int limit = 100, CancellationToken cancel = default) =>
        _calls.GetAsync($"{ApiRoutes.Audit}?limit={limit}", ContractsJson.Default.IReadOnlyListAuditEntry, cancel);

    /// <summary>Ends the control plane and all it keeps running. Deployed endpoints come back when it next starts.</summary>
    /// <remarks>Returns when its process is gone.</remarks>
    public Task ShutdownAsync(CancellationToken cancel = default) => _channel.ShutdownAsync(cancel);

    /// <summary>Ends the services and jobs that a dead control plane of this home left running. Not to be called while one runs.</summary>
    /// <returns>How many there were.</returns>
    public static Task<int> EndLeftProcessesAsync(PlatformHome home, TimeProvider time) => LeftProcesses.EndAsync(home, time);

    public void Dispose() => _channel.Dispose();
}
