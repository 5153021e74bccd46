using System.Globalization;
using MLPlatform.Contracts.Tracking;
using MLPlatform.ControlPlane.Store;
using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.Tracking.Experiments;

/// <summary>Experiments and their tags in the store. Times are milliseconds.</summary>
internal static class ExperimentStore
{
    public const string Columns = "e.experiment_id, e.name, e.artifact_location, e.lifecycle_stage, e.last_update_time, e.creation_time";

    /// <param name="root">Where experiments without a location of their own keep artifacts.</param>
    public static string Create(StoreConnection store, string name, string? location, string root, IReadOnlyList<Tag> tags, long now)
    {
        if (store.Any("SELECT 1 FROM experiments WHERE name = ?", name))
            throw MlflowRefusal.Exists($"Experiment(name={name}) already exists.");
        var id = store.Number("SELECT COALESCE(MAX(experiment_id), 0) + 1 FROM experiments");
        var text = id.ToString(CultureInfo.InvariantCulture);
        store.Execute(
            "INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage, creation_time, last_update_time) VALUES (?, ?, ?, 'active', ?, ?)",
            id, name, string.IsNullOrEmpty(location) ? ArtifactLocation.Append(root, text) : location, now, now);
        foreach (var tag in tags)
            SetTag(store, id, tag);
        return text;
    }

    public static Experiment Get(StoreConnection store, string id) => Find(store, "e.experiment_id = ?", Id(id)) ?? throw Unknown(id);

    public static Experiment GetByName(StoreConnection store, string name) =>
        Find(store, "e.name = ?", name) ?? throw MlflowRefusal.NotFound($"Could not find experiment with name '{name}'");

    /// <returns>The row id of an experiment that is not deleted.</returns>
    public static long RequireActive(StoreConnection store, string id)
    {
        var experiment = Get(store, id);
        return experiment.LifecycleStage == "active"
            ? Id(id)
            : throw MlflowRefusal.Invalid($"The experiment {id} must be in the 'active' state. Current state is {experiment.LifecycleStage}.");
    }

    public static void Rename(StoreConnection store, string id, string name, long now)
    {
        var experiment = Get(store, id);
        if (experiment.LifecycleStage != "active")
            throw MlflowRefusal.Invalid("Cannot rename a non-active experiment.");
        if (experiment.Name != name && store.Any("SELECT 1 FROM experiments WHERE name = ?", name))
            throw MlflowRefusal.Exists($"Experiment(name={name}) already exists.");
        store.Execute("UPDATE experiments SET name = ?, last_update_time = ? WHERE experiment_id = ?", name, now, Id(id));
    }

    public static void Delete(StoreConnection store, string id, long now)
    {
        if (store.Execute("UPDATE experiments SET lifecycle_stage = 'deleted', last_update_time = ? WHERE experiment_id = ? AND lifecycle_stage = 'active'", now, Id(id)) == 0)
            throw Unknown(id);
        store.Execute("UPDATE runs SET lifecycle_stage = 'deleted', deleted_time = ? WHERE experiment_id = ? AND lifecycle_stage = 'active'", now, Id(id));
    }

    public static void Restore(StoreConnection store, string id, long now)
    {
        if (store.Execute("UPDATE experiments SET lifecycle_stage = 'active', last_update_time = ? WHERE experiment_id = ? AND lifecycle_stage = 'deleted'", now, Id(id)) == 0)
            throw Unknown(id);
        store.Execute("UPDATE runs SET lifecycle_stage = 'active', deleted_time = NULL WHERE experiment_id = ?", Id(id));
    }

    public static void SetTag(StoreConnection store, long id, Tag tag) =>
        store.Execute(
            "INSERT INTO experiment_tags (key, value, experiment_id) VALUES (?, ?, ?) ON CONFLICT (key, experiment_id) DO UPDATE SET value = excluded.value",
            tag.Key, tag.Value, id);

    public static void DeleteTag(StoreConnection store, long id, string shown, string key)
    {
        if (store.Execute("DELETE FROM experiment_tags WHERE key = ? AND experiment_id = ?", key, id) == 0)
            throw MlflowRefusal.NotFound($"No tag with name: {key} in experiment with id {shown}");
    }

    /// <summary>Puts the artifacts of an untouched experiment 0 below <paramref name="root"/>.</summary>
    public static void PlaceDefault(StoreConnection store, string root) =>
        store.Execute("UPDATE experiments SET artifact_location = ? WHERE experiment_id = 0 AND NOT EXISTS (SELECT 1 FROM runs WHERE experiment_id = 0)", ArtifactLocation.Append(root, "0"));

    /// <summary>Fills the tags of a page of experiments in one statement.</summary>
    public static List<Experiment> WithTags(StoreConnection store, List<Experiment> experiments)
    {
        if (experiments.Count == 0)
            return experiments;
        var tags = store.Query(
            "SELECT experiment_id, key, value FROM experiment_tags WHERE experiment_id IN (SELECT value FROM json_each(?)) ORDER BY experiment_id, rowid",
            row => (Id: row.Text(0), Tag: new Tag(row.Text(1), row.Text(2))),
            "[" + string.Join(',', experiments.Select(experiment => experiment.ExperimentId)) + "]").ToLookup(pair => pair.Id, pair => pair.Tag);
        return experiments.ConvertAll(experiment => tags.Contains(experiment.ExperimentId) ? experiment with { Tags = tags[experiment.ExperimentId].ToList() } : experiment);
    }

    public static Experiment Read(Row row) => new()
    {
        ExperimentId = row.Text(0),
        Name = row.Text(1),
        ArtifactLocation = row.TextOrNull(2),
        LifecycleStage = row.TextOrNull(3),
        LastUpdateTime = row.LongOrNull(4),
        CreationTime = row.LongOrNull(5),
    };

    /// <returns>-1, which no experiment has, for an id that is not a number.</returns>
    public static long Id(string id) => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;

    private static MlflowRefusal Unknown(string id) => MlflowRefusal.NotFound($"No Experiment with id={id} exists");

    private static Experiment? Find(StoreConnection store, string condition, object value)
    {
        var found = store.Query($"SELECT {Columns} FROM experiments e WHERE {condition}", Read, value);
        return WithTags(store, found).FirstOrDefault();
    }
}
