using MLPlatform.Contracts.Identity;
using MLPlatform.Contracts.Tracking;
using MLPlatform.ControlPlane.Store;
using MLPlatform.ControlPlane.Tracking.Experiments;
using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.Tracking.Runs;

/// <param name="Start">Milliseconds since 1970 UTC; 0 when the caller gave none.</param>
internal sealed record NewRun(string ExperimentId, string? Name, string UserId, long Start, IReadOnlyList<Tag> Tags);

/// <summary>The life of a run in the store.</summary>
internal static class RunStore
{
    public const string NameTag = "mlflow.runName";

    public const string Columns = "r.run_uuid, r.name, r.experiment_id, r.user_id, r.status, r.start_time, r.end_time, r.artifact_uri, r.lifecycle_stage";

    public static Run Create(StoreConnection store, NewRun run)
    {
        var experiment = ExperimentStore.RequireActive(store, run.ExperimentId);
        var location = store.First("SELECT artifact_location FROM experiments WHERE experiment_id = ?", row => row.TextOrNull(0), experiment);
        var id = NewId.Run();
        var tagged = run.Tags.LastOrDefault(tag => tag.Key == NameTag)?.Value;
        if (!string.IsNullOrEmpty(run.Name) && !string.IsNullOrEmpty(tagged) && run.Name != tagged)
        {
            throw MlflowRefusal.Invalid(
                $"Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values (run_name='{run.Name}', mlflow.runName='{tagged}').");
        }

        var name = !string.IsNullOrEmpty(run.Name) ? run.Name : !string.IsNullOrEmpty(tagged) ? tagged : RunNames.New();
        store.Execute(
            "INSERT INTO runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time, end_time, source_version, lifecycle_stage, artifact_uri, experiment_id)"
            + " VALUES (?, ?, 'UNKNOWN', '', '', ?, 'RUNNING', ?, NULL, '', 'active', ?, ?)",
            id, name, run.UserId, run.Start, ArtifactLocation.Append(location ?? "", $"{id}/artifacts"), experiment);
        foreach (var tag in run.Tags.Where(tag => tag.Key != NameTag))
            PutTag(store, id, tag);
        PutTag(store, id, new Tag(NameTag, name));
        return Get(store, id);
    }

    public static Run Get(StoreConnection store, string id) => RunReading.Complete(store, [Info(store, id)])[0];

    public static RunInfo Info(StoreConnection store, string id) =>
        store.First($"SELECT {Columns} FROM runs r WHERE r.run_uuid = ?", Read, id) ?? throw MlflowRefusal.NotFound($"Run with id={id} not found");

    public static RunInfo RequireActive(StoreConnection store, string id)
    {
        var info = Info(store, id);
        return info.LifecycleStage == "active"
            ? info
            : throw MlflowRefusal.Invalid($"The run {id} must be in the 'active' state. Current state is {info.LifecycleStage}.");
    }

    public static RunInfo Update(StoreConnection store, string id, string? status, long? end, string? name)
    {
        RequireActive(store, id);
        store.Execute("UPDATE runs SET status = COALESCE(?, status), end_time = COALESCE(?, end_time) WHERE run_uuid = ?", status, end, id);
        if (!string.IsNullOrEmpty(name))
            SetTag(store, id, new Tag(NameTag, name));
        return Info(store, id);
    }

    public static void Delete(StoreConnection store, string id, long now)
    {
        Info(store, id);
        store.Execute("UPDATE runs SET lifecycle_stage = 'deleted', deleted_time = ? WHERE run_uuid = ? AND lifecycle_stage = 'active'", now, id);
    }

    public static void Restore(StoreConnection store, string id)
    {
        Info(store, id);
        store.Execute("UPDATE runs SET lifecycle_stage = 'active', deleted_time = NULL WHERE run_uuid = ?", id);
    }

    /// <summary>Writes a tag of a run that the caller knows to be active. The name of a run is also one of its tags.</summary>
    public static void SetTag(StoreConnection store, string id, Tag tag)
    {
        if (tag.Key == NameTag)
            store.Execute("UPDATE runs SET name = ? WHERE run_uuid = ?", tag.Value, id);
        PutTag(store, id, tag);
    }

    public static void DeleteTag(StoreConnection store, string id, string key)
    {
        RequireActive(store, id);
        if (store.Execute("DELETE FROM tags WHERE key = ? AND run_uuid = ?", key, id) == 0)
            throw MlflowRefusal.NotFound($"No tag with name: {key} in run with id {id}");
    }

    public static RunInfo Read(Row row)
    {
        var id = row.Text(0);
        return new RunInfo
        {
            RunId = id,
            RunUuid = id,
            RunName = row.TextOrNull(1),
            ExperimentId = row.Text(2),
            UserId = row.Text(3),
            Status = row.Text(4),
            StartTime = row.LongOrNull(5),
            EndTime = row.LongOrNull(6),
            ArtifactUri = row.TextOrNull(7),
            LifecycleStage = row.TextOrNull(8),
        };
    }

    private static void PutTag(StoreConnection store, string id, Tag tag) =>
        store.Execute("INSERT INTO tags (key, value, run_uuid) VALUES (?, ?, ?) ON CONFLICT (key, run_uuid) DO UPDATE SET value = excluded.value", tag.Key, tag.Value, id);
}
