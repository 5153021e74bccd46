using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Text;
using MLPlatform.Contracts.Tracking;

namespace MLPlatform.Sdk.Runs;

/// <summary>Experiment runs. Works against the control plane, or unchanged against the MLflow server in MLFLOW_TRACKING_URI.</summary>
public sealed class RunArea
{
    private const int NewestFirst = 1_000;

    private readonly Platform _platform;

    internal RunArea(Platform platform) => _platform = platform;

    /// <summary>Opens a run; dispose it to end it.</summary>
    /// <param name="experiment">Created when there is none of this name.</param>
    public async Task<ActiveRun> StartAsync(string experiment, string? name = null, IReadOnlyList<Tag>? tags = null, CancellationToken cancel = default)
    {
        var tracking = (await _platform.ConnectAsync(cancel)).Tracking;
        var owner = await tracking.GetOrCreateExperimentAsync(experiment, cancel);
        return new ActiveRun(_platform, tracking, (await tracking.CreateRunAsync(owner.ExperimentId, name, tags, cancel)).Info);
    }

    /// <summary>Goes on writing a run that exists, such as the one a job was submitted with.</summary>
    public async Task<ActiveRun> ResumeAsync(string id, CancellationToken cancel = default)
    {
        var tracking = (await _platform.ConnectAsync(cancel)).Tracking;
        return new ActiveRun(_platform, tracking, (await tracking.GetRunAsync(id, cancel)).Info);
    }

    /// <summary>Writes a run somewhere else than to the tracking server, which is not asked.</summary>
    public ActiveRun Write(IRunSink sink, string id, string name) => new(_platform, sink, id, name);

    /// <param name="experiment">Null for all.</param>
    /// <param name="filter">MLflow's filter grammar, such as <c>metrics.test_auc &gt; 0.7</c>.</param>
    /// <returns>Newest first.</returns>
    public async Task<IReadOnlyList<RunRecord>> ListAsync(string? experiment = null, string? filter = null, CancellationToken cancel = default)
    {
        var tracking = (await _platform.ConnectAsync(cancel)).Tracking;
        var experiments = await tracking.SearchExperimentsAsync(cancel: cancel);
        var wanted = experiments.Where(known => experiment is null || known.Name == experiment).Select(known => known.ExperimentId).ToArray();
        if (wanted.Length == 0)
            throw new PlatformException(
                TrackingErrors.ExperimentNotFound,
                $"There is no experiment `{experiment}`.",
                Nearest.To(experiment ?? "", experiments.Select(known => known.Name)) is { } nearest ? $"Did you mean `{nearest}`?" : $"There are {string.Join(", ", experiments.Select(known => known.Name))}.");
        return [.. (await tracking.SearchRunsAsync(wanted, filter, maxResults: NewestFirst, cancel: cancel)).Select(RunRecord.Of)];
    }

    /// <param name="reference">Id, or name; of several runs with one name the newest.</param>
    /// <exception cref="PlatformException">No such run; the message names the nearest.</exception>
    public async Task<RunRecord> GetAsync(string reference, CancellationToken cancel = default)
    {
        var tracking = (await _platform.ConnectAsync(cancel)).Tracking;
        if (reference.Length == 32 && await tracking.FindRunAsync(reference, cancel) is { } byId)
            return RunRecord.Of(byId);
        var runs = await ListAsync(cancel: cancel);
        return runs.FirstOrDefault(run => run.Name == reference)
            ?? throw new PlatformException(
                TrackingErrors.RunNotFound,
                $"There is no run `{reference}`.",
                Nearest.To(reference, runs.Select(run => run.Name)) is { } nearest ? $"Did you mean `{nearest}`?" : "`mlplatform runs list` shows the runs.");
    }
}
