using MLPlatform.Contracts.Tracking;

namespace MLPlatform.ControlPlaneClient.Tracking;

public sealed partial class TrackingClient
{
    // MLflow's limits of one log-batch call (mlflow/utils/validation.py).
    private const int MetricsPerCall = 1000;
    private const int ParamsPerCall = 100;
    private const int TagsPerCall = 100;
    private const int RunsPerPage = 1000;

    /// <summary>Opens a run that started now.</summary>
    /// <param name="name">Null lets the server invent one.</param>
    public async Task<Run> CreateRunAsync(string experimentId, string? name = null, IReadOnlyList<Tag>? tags = null, CancellationToken cancel = default) =>
        Required(
            (await PostAsync("runs/create", new CreateRun(experimentId, Environment.UserName, name, NowMillis, tags), TrackingMessagesJson.Default.CreateRun, cancel)).Run,
            "run");

    /// <param name="status">RUNNING, SCHEDULED, FINISHED, FAILED or KILLED; the last three also set the end time.</param>
    public async Task<RunInfo> UpdateRunAsync(string runId, string? status = null, string? name = null, CancellationToken cancel = default)
    {
        long? end = status is "FINISHED" or "FAILED" or "KILLED" ? NowMillis : null;
        var answer = await PostAsync("runs/update", new UpdateRun(runId, status, end, name), TrackingMessagesJson.Default.UpdateRun, cancel);
        return Required(answer.RunInfo, "run_info");
    }

    public async Task<Run> GetRunAsync(string runId, CancellationToken cancel = default) =>
        Required((await GetAsync("runs/get", cancel, ("run_id", runId))).Run, "run");

    /// <returns>Null when there is none of this id.</returns>
    public async Task<Run?> FindRunAsync(string runId, CancellationToken cancel = default) =>
        (await OrNullAsync(GetAsync("runs/get", cancel, ("run_id", runId))))?.Run;

    /// <param name="filter">MLflow's filter, such as <c>metrics.auc &gt; 0.7 AND tags.kind = 'trees'</c>; null for all.</param>
    /// <param name="orderBy">Such as <c>metrics.auc DESC</c>; newest first when null.</param>
    public async Task<IReadOnlyList<Run>> SearchRunsAsync(
        IReadOnlyList<string> experimentIds, string? filter = null, IReadOnlyList<string>? orderBy = null, int maxResults = 1000, CancellationToken cancel = default)
    {
        var found = new List<Run>();
        string? page = null;
        do
        {
            var wanted = Math.Min(RunsPerPage, maxResults - found.Count);
            var answer = await PostAsync("runs/search", new SearchRuns(experimentIds, filter, wanted, orderBy, page), TrackingMessagesJson.Default.SearchRuns, cancel);
            found.AddRange(answer.Runs ?? []);
            page = answer.NextPageToken;
        }
        while (!string.IsNullOrEmpty(page) && found.Count < maxResults);
        return found;
    }

    /// <summary>Logs any number of values, in as few calls as MLflow's limits allow.</summary>
    public async Task LogBatchAsync(
        string runId, IReadOnlyList<Metric>? metrics = null, IReadOnlyList<Param>? parameters = null, IReadOnlyList<Tag>? tags = null, CancellationToken cancel = default)
    {
        // One call may hold 1000 items in all, so metrics share a call with the others only when they are few.
        foreach (var chunk in (metrics ?? []).Chunk(MetricsPerCall))
            await LogAsync(new LogBatch(runId, chunk, null, null), cancel);
        var parameterChunks = (parameters ?? []).Chunk(ParamsPerCall).ToList();
        var tagChunks = (tags ?? []).Chunk(TagsPerCall).ToList();
        for (var i = 0; i < Math.Max(parameterChunks.Count, tagChunks.Count); i++)
            await LogAsync(new LogBatch(runId, null, parameterChunks.ElementAtOrDefault(i), tagChunks.ElementAtOrDefault(i)), cancel);
    }

    /// <summary>Records which data the run read.</summary>
    public Task LogInputsAsync(string runId, IReadOnlyList<DatasetInput> datasets, CancellationToken cancel = default) =>
        PostAsync("runs/log-inputs", new LogInputs(runId, datasets), TrackingMessagesJson.Default.LogInputs, cancel);

    public Task SetTagAsync(string runId, string key, string value, CancellationToken cancel = default) =>
        PostAsync("runs/set-tag", new SetRunTag(runId, key, value), TrackingMessagesJson.Default.SetRunTag, cancel);

    public Task DeleteRunAsync(string runId, CancellationToken cancel = default) =>
        PostAsync("runs/delete", new RunReference(runId), TrackingMessagesJson.Default.RunReference, cancel);

    /// <returns>Every logged point of one metric, by step and time.</returns>
    public async Task<IReadOnlyList<Metric>> MetricHistoryAsync(string runId, string key, CancellationToken cancel = default)
    {
        var answer = await GetAsync("metrics/get-history", cancel, ("run_id", runId), ("metric_key", key));
        return [.. (answer.Metrics ?? []).OrderBy(point => point.Step).ThenBy(point => point.Timestamp)];
    }

    private Task<TrackingAnswer> LogAsync(LogBatch batch, CancellationToken cancel) => PostAsync("runs/log-batch", batch, TrackingMessagesJson.Default.LogBatch, cancel);
}
