using MLPlatform.ControlPlane.Store;
using MLPlatform.ControlPlane.Tracking.Runs;
using MLPlatform.ControlPlane.Tracking.Search;
using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.Tracking.Metrics;

/// <summary>What a metric was over time, whole or sampled.</summary>
internal static class MetricHistory
{
    private const int MostRuns = 100;
    private const int MostPoints = 25_000;
    private const int MostPerRun = 2500;

    // +key in the statements keeps SQLite off the primary key, which begins with the key and would walk every run that logged it; a run's own points are found by the index on run_uuid.

    /// <summary>Ordered by step, timestamp and value; MLflow promises no order.</summary>
    public static MetricPoints OfRun(StoreConnection store, MlflowRequest request)
    {
        var run = request.RunId();
        var key = request.RequiredText("metric_key");
        if (!string.IsNullOrEmpty(request.Text("page_token")))
            throw MlflowRefusal.Invalid("The SQLAlchemyStore backend does not support pagination for the `get_metric_history` API.");
        RunStore.Info(store, run);
        return Points(store.Query(
            "SELECT key, value, timestamp, step, is_nan FROM metrics WHERE run_uuid = ? AND +key = ? ORDER BY step, timestamp, value",
            row => new MetricPoint(row.Text(0), Value(row), row.Long(2), row.Long(3), null), run, key));
    }

    public static MetricPoints Bulk(StoreConnection store, IReadOnlyList<string> runs, string? key, long? most)
    {
        if (runs.Count == 0)
            throw MlflowRefusal.Invalid("GetMetricHistoryBulk request must specify at least one run_id.");
        if (runs.Count > MostRuns)
            throw MlflowRefusal.Invalid($"GetMetricHistoryBulk request cannot specify more than {MostRuns} run_ids. Received {runs.Count} run_ids.");
        if (key is null)
            throw MlflowRefusal.Invalid("GetMetricHistoryBulk request must specify a metric_key.");
        return Points(store.Query(
            "SELECT key, value, timestamp, step, is_nan, run_uuid FROM metrics WHERE +key = ? AND run_uuid IN (SELECT value FROM json_each(?)) ORDER BY run_uuid, timestamp, step, value LIMIT ?",
            row => new MetricPoint(row.Text(0), Value(row), row.Long(2), row.Long(3), row.Text(5)),
            key, SqlQuery.ListJson(runs.ToList()), Math.Clamp(most ?? MostPoints, 0, MostPoints)));
    }

    public static MetricPoints Interval(StoreConnection store, MlflowRequest request)
    {
        var runs = request.Texts("run_ids").Where(run => run.Length > 0).ToList();
        if (runs.Count == 0)
            throw MlflowRefusal.Missing("run_ids");
        if (runs.Count > MostRuns)
            throw MlflowRefusal.Invalid($"GetMetricHistoryBulkInterval request must specify at most {MostRuns} run_ids. Received {runs.Count} run_ids. See the API docs for more information about request parameters.");
        var key = request.RequiredText("metric_key");
        var most = request.Long("max_results") ?? MostPerRun;
        if (most is < 1 or > MostPerRun)
            throw MlflowRefusal.Invalid($"max_results must be between 1 and {MostPerRun}. See the API docs for more information about request parameters.");
        var (start, end) = (request.Long("start_step"), request.Long("end_step"));
        if ((start is null) != (end is null))
            throw MlflowRefusal.Invalid("If either start step or end step are specified, both must be specified.");
        if (start > end)
            throw MlflowRefusal.Invalid($"end_step must be greater than start_step. Found start_step={start} and end_step={end}.");
        var range = (start ?? long.MinValue, end ?? long.MaxValue);
        var ids = SqlQuery.ListJson(runs);
        var steps = store.Query(
            "SELECT DISTINCT step FROM metrics WHERE +key = ? AND run_uuid IN (SELECT value FROM json_each(?)) AND step BETWEEN ? AND ? ORDER BY step",
            row => row.Long(0), key, ids, range.Item1, range.Item2);
        var kept = SampledSteps.From(steps, (int)most);
        var points = new List<MetricPoint>();
        foreach (var run in runs)
        {
            // Each run keeps its own ends, whatever the sample of the union holds.
            var ends = store.Query(
                "SELECT MIN(step), MAX(step) FROM metrics WHERE +key = ? AND run_uuid = ? AND step BETWEEN ? AND ?",
                row => (Min: row.LongOrNull(0), Max: row.LongOrNull(1)), key, run, range.Item1, range.Item2)[0];
            points.AddRange(store.Query(
                "SELECT key, value, timestamp, step, is_nan, run_uuid FROM metrics WHERE +key = ? AND run_uuid = ? AND (step IN (SELECT value FROM json_each(?)) OR step IN (?, ?))"
                + " ORDER BY step, timestamp, value LIMIT ?",
                row => new MetricPoint(row.Text(0), Value(row), row.Long(2), row.Long(3), row.Text(5)),
                key, run, "[" + string.Join(',', kept) + "]", ends.Min, ends.Max, MostPerRun));
        }

        return Points(points);
    }

    private static double Value(Row row) => row.Bool(4) ? double.NaN : row.Double(1);

    private static MetricPoints Points(List<MetricPoint> points) => new(points.Count == 0 ? null : points);
}
