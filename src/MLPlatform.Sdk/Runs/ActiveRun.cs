using System.Globalization;
using System.Threading.Channels;
using MLPlatform.Contracts.Tracking;
using MLPlatform.ControlPlaneClient.Processes;
using MLPlatform.ControlPlaneClient.Tracking;
using MLPlatform.Frames;
using MLPlatform.Plots.Progress;
using MLPlatform.Training.Boosting;
using MLPlatform.Training.Checkpointing;
using MLPlatform.Training.Evaluation;
using MLPlatform.Training.Models;

namespace MLPlatform.Sdk.Runs;

/// <summary>A run that is being written. Values are sent in batches by a task of its own, never on the training thread; disposing waits until all are stored.</summary>
public sealed class ActiveRun : ITrainingObserver, IAsyncDisposable
{
    private readonly Platform _platform;
    private readonly IRunSink _sink;
    private readonly Channel<object> _pending = Channel.CreateUnbounded<object>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _sending;
    private ProgressLine? _line;
    private LiveCurve? _curve;
    private string _status = "FINISHED";

    internal ActiveRun(Platform platform, TrackingClient tracking, RunInfo info)
        : this(platform, new TrackingSink(tracking, info.RunId), info.RunId, info.RunName ?? info.RunId)
    {
    }

    internal ActiveRun(Platform platform, IRunSink sink, string id, string name)
    {
        _platform = platform;
        _sink = sink;
        Id = id;
        Name = name;
        _sending = Task.Run(SendAsync);
    }

    public string Id { get; }

    public string Name { get; }

    /// <summary>The rows the last model was fitted on, from which its training profile is made.</summary>
    public Frame? TrainingRows { get; private set; }

    /// <summary>Where trainers leave their state, so that the next attempt of this job goes on from it; null outside a job.</summary>
    public Checkpoints? Checkpoints { get; } = Environment.GetEnvironmentVariable(ProcessVariables.Checkpoint) is { Length: > 0 } folder ? new Checkpoints(folder) : null;

    /// <param name="step">Position on the curve, such as the round or epoch.</param>
    public void Log(string metric, double value, long step = 0) =>
        _pending.Writer.TryWrite(new Metric(metric, value, _platform.Time.GetUtcNow().ToUnixTimeMilliseconds(), step));

    /// <summary>Logs every metric of an evaluation as <c>prefix_name</c>.</summary>
    public void Log(EvaluationMetrics metrics, string prefix)
    {
        foreach (var (name, value) in metrics.ToDictionary())
            Log($"{prefix}_{name}", value);
    }

    public void LogParameter(string name, object value) => _pending.Writer.TryWrite(new Param(name, Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""));

    public void SetTag(string name, string value) => _pending.Writer.TryWrite(new Tag(name, value));

    /// <summary>Uploads a folder below the run's artifacts.</summary>
    /// <returns>Its URI, the source of a model version.</returns>
    public Task<string> LogFolderAsync(string folder, string artifactPath, CancellationToken cancel = default) => _sink.PutFolderAsync(folder, artifactPath, cancel);

    /// <summary>Uploads one file into a folder of the run's artifacts.</summary>
    /// <returns>Its URI.</returns>
    public Task<string> LogFileAsync(string file, string artifactFolder = "", CancellationToken cancel = default) => _sink.PutFileAsync(file, artifactFolder, cancel);

    /// <summary>Parameters of the model as the run's own.</summary>
    public void LogParameters(ITrainedModel model)
    {
        foreach (var (name, value) in model.Parameters)
            LogParameter(name, value);
    }

    void ITrainingObserver.OnData(Frame train) => TrainingRows = train;

    /// <summary>Shows a progress line and a growing curve, and logs every metric with the round as its step.</summary>
    void ITrainingObserver.OnRound(int round, int rounds, IReadOnlyDictionary<string, double> metrics)
    {
        _line ??= new ProgressLine(_platform.Display, "training", rounds, _platform.Time);
        _line.Report(round, metrics.TryGetValue("valid_auc", out var auc) ? string.Create(CultureInfo.InvariantCulture, $"validation AUC {auc:0.0000}") : null);
        foreach (var (name, value) in metrics)
        {
            Log(name, value, round);
            if (name.EndsWith("_logloss", StringComparison.Ordinal) || name.EndsWith("_rmse", StringComparison.Ordinal))
                (_curve ??= new LiveCurve(_platform.Display, "loss by round", "round", name[(name.IndexOf('_', StringComparison.Ordinal) + 1)..], _platform.Time)).Add(name, round, value);
        }
    }

    /// <summary>Ends the run as failed instead of finished.</summary>
    public void Fail() => _status = "FAILED";

    public async ValueTask DisposeAsync()
    {
        _line?.Dispose();
        _curve?.Dispose();
        _pending.Writer.TryComplete();
        await _sending;
        await _sink.EndAsync(_status);
    }

    private async Task SendAsync()
    {
        while (await _pending.Reader.WaitToReadAsync())
        {
            var metrics = new List<Metric>();
            var parameters = new List<Param>();
            var tags = new List<Tag>();
            while (metrics.Count < 1_000 && _pending.Reader.TryRead(out var item))
            {
                switch (item)
                {
                    case Metric metric: metrics.Add(metric); break;
                    case Param parameter: parameters.Add(parameter); break;
                    case Tag tag: tags.Add(tag); break;
                }
            }

            await _sink.LogAsync(metrics, parameters, tags);
        }
    }
}
