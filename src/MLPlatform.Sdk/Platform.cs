using MLPlatform.Contracts.Platform;
using MLPlatform.ControlPlaneClient;
using MLPlatform.ControlPlaneClient.Connection;
using MLPlatform.ControlPlaneClient.Home;
using MLPlatform.Plots.Output;
using MLPlatform.Sdk.Endpoints;
using MLPlatform.Sdk.Features;
using MLPlatform.Sdk.Jobs;
using MLPlatform.Sdk.Models;
using MLPlatform.Sdk.Monitoring;
using MLPlatform.Sdk.Runs;

namespace MLPlatform.Sdk;

/// <summary>The object notebooks call <c>ml</c>: one property per area. Everything a magic does, C# can do here.</summary>
public sealed class Platform : IDisposable
{
    private readonly Func<IDisplay> _display;
    private readonly StartMode _start;
    private readonly SemaphoreSlim _connecting = new(1, 1);
    private ControlPlane? _controlPlane;

    /// <param name="display">Where things are shown right now: the running cell, the terminal, a job's journal.</param>
    /// <param name="start">Whether the control plane is started when it does not run.</param>
    public Platform(PlatformHome home, Func<IDisplay> display, TimeProvider time, StartMode start = StartMode.IfNeeded)
    {
        Home = home;
        Time = time;
        _display = display;
        _start = start;
        Features = new FeatureArea(this);
        Runs = new RunArea(this);
        Models = new ModelArea(this);
        Endpoints = new EndpointArea(this);
        Monitor = new MonitorArea(this);
        Jobs = new JobArea(this);
    }

    public PlatformHome Home { get; }

    /// <summary>Feature definitions, training sets correct in time, the online store.</summary>
    public FeatureArea Features { get; }

    /// <summary>Experiment runs: parameters, metrics, artifacts.</summary>
    public RunArea Runs { get; }

    /// <summary>Registered models, their versions, aliases and lineage.</summary>
    public ModelArea Models { get; }

    /// <summary>Published models.</summary>
    public EndpointArea Endpoints { get; }

    /// <summary>Drift of what endpoints are asked and answer.</summary>
    public MonitorArea Monitor { get; }

    /// <summary>Training jobs and other workloads.</summary>
    public JobArea Jobs { get; }

    internal TimeProvider Time { get; }

    internal IDisplay Display => _display();

    public async Task<PlatformStatus> StatusAsync(CancellationToken cancel = default) => await (await ConnectAsync(cancel)).StatusAsync(cancel);

    /// <summary>Runs a training cell as a job, shows its output, and waits for its end: what <c>#!mlplatform train</c> does.</summary>
    /// <returns>The run it wrote.</returns>
    public Task<RunRecord> TrainAsync(TrainingRequest request, CancellationToken cancel = default) => Jobs.TrainAsync(request, cancel);

    /// <summary>Runs a training cell again and again with other values and finds the best: what <c>#!mlplatform tune</c> does.</summary>
    /// <exception cref="Contracts.Errors.PlatformException">A trial was refused, or the cell logs no such metric.</exception>
    public Task<TuningOutcome> TuneAsync(TuningRequest request, CancellationToken cancel = default) => new TuningRun(this, request).RunAsync(cancel);

    public void Dispose()
    {
        Endpoints.Dispose();
        _controlPlane?.Dispose();
        _connecting.Dispose();
    }

    /// <summary>The control plane, found or started on the first use.</summary>
    /// <exception cref="Contracts.Errors.PlatformException">It can't be reached or started.</exception>
    public async Task<ControlPlane> ConnectAsync(CancellationToken cancel = default)
    {
        if (_controlPlane is { } known)
            return known;
        await _connecting.WaitAsync(cancel);
        try
        {
            return _controlPlane ??= await ControlPlane.ConnectAsync(Home, _start, Time, new Notices(this), cancel);
        }
        finally
        {
            _connecting.Release();
        }
    }

    private sealed class Notices(Platform platform) : IProgress<string>
    {
        public void Report(string value) => platform.Display.Write(value + "\n", error: true);
    }
}
