using MLPlatform.Contracts.Tracking;
using MLPlatform.ControlPlane.Store;
using MLPlatform.ControlPlane.Tracking.Experiments;
using MLPlatform.ControlPlane.Tracking.Search;
using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.Tracking.Traces;

/// <summary>Traces in the shape of MLflow 2.17: what a trace is about; its spans are a file in its artifact location. Times are milliseconds.</summary>
internal static class TraceStore
{
    public const string Columns = "t.request_id, t.experiment_id, t.timestamp_ms, t.execution_time_ms, t.status";

    private const string LocationTag = "mlflow.artifactLocation";

    public static TraceInfo Start(StoreConnection store, string experiment, long timestamp, IReadOnlyList<Tag> metadata, IReadOnlyList<Tag> tags)
    {
        var id = Guid.NewGuid().ToString("N");
        var row = ExperimentStore.RequireActive(store, experiment);
        var location = store.First("SELECT artifact_location FROM experiments WHERE experiment_id = ?", found => found.TextOrNull(0), row);
        store.Execute("INSERT INTO trace_info (request_id, experiment_id, timestamp_ms, status) VALUES (?, ?, ?, 'IN_PROGRESS')", id, row, timestamp);
        foreach (var item in metadata)
            SetMetadata(store, id, item);
        foreach (var tag in tags)
            SetTag(store, id, tag);
        SetTag(store, id, new Tag(LocationTag, ArtifactLocation.Append(location ?? "", $"traces/{id}/artifacts")));
        return Get(store, id);
    }

    public static TraceInfo End(StoreConnection store, string id, long timestamp, string status, IReadOnlyList<Tag> metadata, IReadOnlyList<Tag> tags)
    {
        Require(store, id);
        store.Execute("UPDATE trace_info SET execution_time_ms = ? - timestamp_ms, status = ? WHERE request_id = ?", timestamp, status, id);
        foreach (var item in metadata)
            SetMetadata(store, id, item);
        foreach (var tag in tags)
            SetTag(store, id, tag);
        return Get(store, id);
    }

    public static TraceInfo Get(StoreConnection store, string id)
    {
        var found = store.Query($"SELECT {Columns} FROM trace_info t WHERE t.request_id = ?", Read, id);
        return found.Count == 1 ? Complete(store, found)[0] : throw Unknown(id);
    }

    public static void PutTag(StoreConnection store, string id, Tag tag)
    {
        Require(store, id);
        SetTag(store, id, tag);
    }

    public static void DeleteTag(StoreConnection store, string id, string key)
    {
        if (store.Execute("DELETE FROM trace_tags WHERE key = ? AND request_id = ?", key, id) == 0)
            throw MlflowRefusal.NotFound($"No trace tag with key '{key}' for trace with request_id '{id}'");
    }

    /// <summary>Deletes by id, or the oldest up to a time. Tags and metadata go with them.</summary>
    public static long Delete(StoreConnection store, string experiment, long? until, long? most, IReadOnlyList<string> ids)
    {
        if (ids.Count > 0 == until is not null)
            throw MlflowRefusal.Invalid("Either `max_timestamp_millis` or `request_ids` must be specified, but not both.");
        if (ids.Count > 0 && most is not null)
            throw MlflowRefusal.Invalid("`max_traces` can't be specified if `request_ids` is specified.");
        if (most <= 0)
            throw MlflowRefusal.Invalid($"`max_traces` must be a positive integer, received {most}.");
        var row = ExperimentStore.Id(experiment);
        return ids.Count > 0
            ? store.Execute("DELETE FROM trace_info WHERE experiment_id = ? AND request_id IN (SELECT value FROM json_each(?))", row, SqlQuery.ListJson(ids.ToList()))
            : store.Execute(
                "DELETE FROM trace_info WHERE request_id IN (SELECT request_id FROM trace_info WHERE experiment_id = ? AND timestamp_ms <= ? ORDER BY timestamp_ms LIMIT ?)",
                row, until, most ?? long.MaxValue);
    }

    public static TraceInfo Read(Row row) => new()
    {
        RequestId = row.Text(0),
        ExperimentId = row.Text(1),
        TimestampMs = row.Long(2),
        ExecutionTimeMs = row.LongOrNull(3),
        Status = row.Text(4),
    };

    public static List<TraceInfo> Complete(StoreConnection store, List<TraceInfo> traces)
    {
        var ids = SqlQuery.ListJson(traces.ConvertAll(trace => trace.RequestId));
        var metadata = Pairs(store, "trace_request_metadata", ids);
        var tags = Pairs(store, "trace_tags", ids);
        return traces.ConvertAll(trace => trace with { RequestMetadata = OrNull(metadata[trace.RequestId]), Tags = OrNull(tags[trace.RequestId]) });
    }

    private static ILookup<string, Tag> Pairs(StoreConnection store, string table, string ids) =>
        store.Query($"SELECT request_id, key, value FROM {table} WHERE request_id IN (SELECT value FROM json_each(?)) ORDER BY rowid", row => (Id: row.Text(0), Tag: new Tag(row.Text(1), row.Text(2))), ids)
            .ToLookup(pair => pair.Id, pair => pair.Tag);

    private static List<Tag>? OrNull(IEnumerable<Tag> tags) => tags.ToList() is { Count: > 0 } list ? list : null;

    private static void Require(StoreConnection store, string id)
    {
        if (!store.Any("SELECT 1 FROM trace_info WHERE request_id = ?", id))
            throw Unknown(id);
    }

    private static void SetTag(StoreConnection store, string id, Tag tag) =>
        store.Execute("INSERT INTO trace_tags (key, value, request_id) VALUES (?, ?, ?) ON CONFLICT (key, request_id) DO UPDATE SET value = excluded.value", tag.Key, tag.Value, id);

    private static void SetMetadata(StoreConnection store, string id, Tag item) =>
        store.Execute("INSERT INTO trace_request_metadata (key, value, request_id) VALUES (?, ?, ?) ON CONFLICT (key, request_id) DO UPDATE SET value = excluded.value", item.Key, item.Value, id);

    private static MlflowRefusal Unknown(string id) => MlflowRefusal.NotFound($"Trace with request_id={id} not found.");
}
