using MLPlatform.Contracts.Tracking;
using MLPlatform.ControlPlane.Store;
using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.Tracking.Runs;

/// <summary>Writes metrics, parameters and tags of a run that the caller knows to be active.</summary>
internal static class RunLogging
{
    public static void Params(StoreConnection store, string run, IReadOnlyList<Param> parameters)
    {
        var changed = new List<(Param New, string Old)>();
        foreach (var parameter in parameters)
        {
            var old = store.First("SELECT value FROM params WHERE key = ? AND run_uuid = ?", row => row.Text(0), parameter.Key, run);
            if (old is null)
                store.Execute("INSERT INTO params (key, value, run_uuid) VALUES (?, ?, ?)", parameter.Key, parameter.Value, run);
            else if (old != parameter.Value)
                changed.Add((parameter, old));
        }

        if (changed.Count == 0)
            return;
        var first = changed[0];
        throw MlflowRefusal.Invalid(parameters.Count == 1
            ? $"Changing param values is not allowed. Param with key='{first.New.Key}' was already logged with value='{first.Old}' for run ID='{run}'. Attempted logging new value '{first.New.Value}'."
            : $"Changing param values is not allowed. Params were already logged='[{string.Join(", ", changed.Select(pair => $"{{'key': '{pair.New.Key}', 'old_value': '{pair.Old}', 'new_value': '{pair.New.Value}'}}"))}]' for run ID='{run}'.");
    }

    /// <summary>Appends to the history, where an exact repeat is dropped, and moves the latest value of each key: the greatest (step, timestamp, value).</summary>
    public static void Metrics(StoreConnection store, string run, IReadOnlyList<Metric> metrics)
    {
        var latest = new Dictionary<string, Metric>(StringComparer.Ordinal);
        store.Prepared(
            "INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            statement =>
            {
                // The run is the same in every row: parameters stay bound until they are replaced.
                statement.Bind(4, run);
                foreach (var metric in metrics)
                {
                    statement.Bind(1, metric.Key);
                    statement.Bind(2, Stored(metric.Value));
                    statement.Bind(3, metric.Timestamp);
                    statement.Bind(5, metric.Step);
                    statement.Bind(6, double.IsNaN(metric.Value) ? 1L : 0L);
                    statement.Step();
                    statement.Reset();
                    if (!latest.TryGetValue(metric.Key, out var known) || Newer(metric, known))
                        latest[metric.Key] = metric;
                }
            });
        store.Prepared(
            "INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (key, run_uuid) DO UPDATE SET"
            + " value = excluded.value, timestamp = excluded.timestamp, step = excluded.step, is_nan = excluded.is_nan"
            + " WHERE (excluded.step, excluded.timestamp, excluded.value) > (latest_metrics.step, latest_metrics.timestamp, latest_metrics.value)",
            statement =>
            {
                statement.Bind(6, run);
                foreach (var metric in latest.Values)
                {
                    statement.Bind(1, metric.Key);
                    statement.Bind(2, Stored(metric.Value));
                    statement.Bind(3, metric.Timestamp);
                    statement.Bind(4, metric.Step);
                    statement.Bind(5, double.IsNaN(metric.Value) ? 1L : 0L);
                    statement.Step();
                    statement.Reset();
                }
            });
    }

    public static void Tags(StoreConnection store, string run, IReadOnlyList<Tag> tags)
    {
        foreach (var tag in tags)
            RunStore.SetTag(store, run, tag);
    }

    // SQLite has no NaN and MLflow's schema no infinity.
    private static double Stored(double value) => double.IsNaN(value) ? 0 : Math.Clamp(value, -double.MaxValue, double.MaxValue);

    private static bool Newer(Metric a, Metric b) => (a.Step, a.Timestamp, Stored(a.Value)).CompareTo((b.Step, b.Timestamp, Stored(b.Value))) > 0;
}
