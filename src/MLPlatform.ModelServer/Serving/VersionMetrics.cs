using MLPlatform.Hosting.Metrics;
using MLPlatform.ModelServer.Batching;

namespace MLPlatform.ModelServer.Serving;

/// <summary>
/// A version's counters under the names that dashboards of inference servers know from Triton: <c>nv_inference_count</c> counts rows,
/// <c>nv_inference_exec_count</c> calls of the engine, so that their ratio is the mean batch.
/// </summary>
internal sealed class VersionMetrics
{
    private static readonly string[] Reasons = ["REJECTED", "CANCELED", "BACKEND", "OTHER"];

    private readonly Counter _success;
    private readonly Dictionary<string, Counter> _failures;
    private readonly Counter _rows;
    private readonly Counter _runs;
    private readonly Counter _requestMicros;
    private readonly Counter _queueMicros;
    private readonly Counter _computeMicros;
    private readonly Gauge _pending;

    public VersionMetrics(MetricsRegistry registry, string model, string version)
    {
        (string, string)[] labels = [("model", model), ("version", version)];
        _success = registry.Counter("nv_inference_request_success", "Requests answered.", labels);
        _failures = Reasons.ToDictionary(reason => reason, reason => registry.Counter("nv_inference_request_failure", "Requests refused or failed, by reason.", [.. labels, ("reason", reason)]));
        _rows = registry.Counter("nv_inference_count", "Rows predicted.", labels);
        _runs = registry.Counter("nv_inference_exec_count", "Calls of the engine.", labels);
        _requestMicros = registry.Counter("nv_inference_request_duration_us", "Total time of answered requests in the model.", labels);
        _queueMicros = registry.Counter("nv_inference_queue_duration_us", "Total time that batches waited for a thread.", labels);
        _computeMicros = registry.Counter("nv_inference_compute_infer_duration_us", "Total time in the engine.", labels);
        _pending = registry.Gauge("nv_inference_pending_request_count", "Requests that wait for a thread.", labels);
    }

    /// <summary>Asked when the page is read.</summary>
    public Func<int>? Waiting { get; set; }

    public void Succeeded(TimeSpan took)
    {
        _success.Add();
        _requestMicros.Add((long)took.TotalMicroseconds);
    }

    public void Failed(string reason) => _failures[reason].Add();

    public void Ran(BatchRun run)
    {
        _rows.Add(run.Rows);
        _runs.Add();
        _queueMicros.Add((long)(run.QueuedSeconds * 1e6));
        _computeMicros.Add((long)(run.Seconds * 1e6));
    }

    public void Refresh() => _pending.Set(Waiting?.Invoke() ?? 0);
}
