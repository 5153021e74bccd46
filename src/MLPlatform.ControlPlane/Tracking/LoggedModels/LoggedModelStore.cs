using MLPlatform.Contracts.Tracking;
using MLPlatform.ControlPlane.Store;
using MLPlatform.ControlPlane.Tracking.Experiments;
using MLPlatform.ControlPlane.Tracking.Runs;
using MLPlatform.ControlPlane.Tracking.Search;
using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.Tracking.LoggedModels;

internal sealed record NewLoggedModel(string ExperimentId, string Name, string? ModelType, string? SourceRunId, IReadOnlyList<Param> Params, IReadOnlyList<Tag> Tags);

/// <summary>Logged models in the store.</summary>
internal static class LoggedModelStore
{
    public const string Columns = "m.model_id, m.experiment_id, m.name, m.model_type, m.source_run_id, m.status, m.artifact_uri, m.creation_time, m.last_updated_time";

    public static LoggedModel Create(StoreConnection store, NewLoggedModel model, long now)
    {
        var experiment = ExperimentStore.RequireActive(store, model.ExperimentId);
        var location = store.First("SELECT artifact_location FROM experiments WHERE experiment_id = ?", row => row.TextOrNull(0), experiment) ?? "";
        var id = "m-" + Guid.NewGuid().ToString("N");
        store.Execute(
            "INSERT INTO platform_logged_models (model_id, experiment_id, name, model_type, source_run_id, status, artifact_uri, creation_time, last_updated_time, lifecycle_stage)"
            + " VALUES (?, ?, ?, ?, ?, 'LOGGED_MODEL_PENDING', ?, ?, ?, 'active')",
            id, experiment, model.Name.Length > 0 ? model.Name : RunNames.New(), model.ModelType, model.SourceRunId, ArtifactLocation.Append(location, $"models/{id}/artifacts"), now, now);
        PutParams(store, id, model.Params);
        foreach (var tag in model.Tags)
            PutTag(store, id, tag);
        return Get(store, id);
    }

    public static LoggedModel Get(StoreConnection store, string id)
    {
        var found = store.Query($"SELECT {Columns} FROM platform_logged_models m WHERE m.model_id = ? AND m.lifecycle_stage = 'active'", Read, id);
        return found.Count == 1 ? Complete(store, found)[0] : throw Unknown(id);
    }

    public static LoggedModel Finish(StoreConnection store, string id, string status, long now)
    {
        Require(store, id);
        store.Execute("UPDATE platform_logged_models SET status = ?, last_updated_time = ? WHERE model_id = ?", status, now, id);
        return Get(store, id);
    }

    public static void Delete(StoreConnection store, string id, long now)
    {
        Require(store, id);
        store.Execute("UPDATE platform_logged_models SET lifecycle_stage = 'deleted', last_updated_time = ? WHERE model_id = ?", now, id);
    }

    public static void Require(StoreConnection store, string id)
    {
        if (!store.Any("SELECT 1 FROM platform_logged_models WHERE model_id = ? AND lifecycle_stage = 'active'", id))
            throw Unknown(id);
    }

    public static void PutParams(StoreConnection store, string id, IReadOnlyList<Param> parameters)
    {
        foreach (var parameter in parameters)
        {
            var old = store.First("SELECT value FROM platform_logged_model_params WHERE model_id = ? AND key = ?", row => row.Text(0), id, parameter.Key);
            if (old is not null && old != parameter.Value)
                throw MlflowRefusal.Invalid($"Changing param values is not allowed. Param with key='{parameter.Key}' was already logged with value='{old}' for model ID='{id}'. Attempted logging new value '{parameter.Value}'.");
            store.Execute("INSERT INTO platform_logged_model_params (model_id, key, value) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", id, parameter.Key, parameter.Value);
        }
    }

    public static void PutTag(StoreConnection store, string id, Tag tag) =>
        store.Execute("INSERT INTO platform_logged_model_tags (model_id, key, value) VALUES (?, ?, ?) ON CONFLICT (model_id, key) DO UPDATE SET value = excluded.value", id, tag.Key, tag.Value);

    public static void DeleteTag(StoreConnection store, string id, string key)
    {
        Require(store, id);
        if (store.Execute("DELETE FROM platform_logged_model_tags WHERE model_id = ? AND key = ?", id, key) == 0)
            throw MlflowRefusal.NotFound($"No tag with key '{key}' found for model with ID '{id}'.");
    }

    /// <summary>Keeps the latest value for each key, run and dataset: the greatest (step, timestamp, value).</summary>
    public static void PutMetric(StoreConnection store, ModelMetric metric)
    {
        Require(store, metric.ModelId);
        var nan = double.IsNaN(metric.Value);
        store.Execute(
            "INSERT INTO platform_logged_model_metrics (model_id, key, run_id, dataset_name, dataset_digest, step, timestamp, value, is_nan) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
            + " ON CONFLICT (model_id, key, run_id, dataset_name, dataset_digest) DO UPDATE SET step = excluded.step, timestamp = excluded.timestamp, value = excluded.value, is_nan = excluded.is_nan"
            + " WHERE (excluded.step, excluded.timestamp, excluded.value) > (step, timestamp, value)",
            metric.ModelId, metric.Key, metric.RunId ?? "", metric.DatasetName ?? "", metric.DatasetDigest ?? "", metric.Step, metric.Timestamp, nan ? 0.0 : Math.Clamp(metric.Value, -double.MaxValue, double.MaxValue), nan);
    }

    public static LoggedModelInfo Read(Row row) => new()
    {
        ModelId = row.Text(0),
        ExperimentId = row.Text(1),
        Name = row.Text(2),
        ModelType = row.TextOrNull(3),
        SourceRunId = row.TextOrNull(4),
        Status = row.Text(5),
        ArtifactUri = row.Text(6),
        CreationTimestampMs = row.Long(7),
        LastUpdatedTimestampMs = row.Long(8),
    };

    public static List<LoggedModel> Complete(StoreConnection store, List<LoggedModelInfo> models)
    {
        if (models.Count == 0)
            return [];
        var ids = SqlQuery.ListJson(models.ConvertAll(model => model.ModelId));
        const string OfModels = "WHERE model_id IN (SELECT value FROM json_each(?)) ORDER BY rowid";
        var parameters = store.Query($"SELECT model_id, key, value FROM platform_logged_model_params {OfModels}", row => (Id: row.Text(0), Item: new Param(row.Text(1), row.Text(2))), ids).ToLookup(pair => pair.Id, pair => pair.Item);
        var tags = store.Query($"SELECT model_id, key, value FROM platform_logged_model_tags {OfModels}", row => (Id: row.Text(0), Item: new Tag(row.Text(1), row.Text(2))), ids).ToLookup(pair => pair.Id, pair => pair.Item);
        var metrics = store.Query(
            $"SELECT model_id, key, value, timestamp, step, dataset_name, dataset_digest, run_id, is_nan FROM platform_logged_model_metrics {OfModels}",
            row => new ModelMetric(row.Text(1), row.Bool(8) ? double.NaN : row.Double(2), row.Long(3), row.Long(4), row.Text(0), OrNull(row.Text(5)), OrNull(row.Text(6)), OrNull(row.Text(7))),
            ids).ToLookup(metric => metric.ModelId);
        var registrations = store.Query(
            "SELECT substr(source, 9), name, version FROM model_versions WHERE source IN (SELECT 'models:/' || value FROM json_each(?)) AND current_stage <> 'Deleted_Internal' ORDER BY name, version",
            row => (Id: row.Text(0), Item: new ModelRegistration(row.Text(1), row.Text(2))),
            ids).ToLookup(pair => pair.Id, pair => pair.Item);
        return models.ConvertAll(model => new LoggedModel(
            model with { Tags = OrNull(tags[model.ModelId]), Registrations = OrNull(registrations[model.ModelId]) },
            new LoggedModelData(OrNull(parameters[model.ModelId]), OrNull(metrics[model.ModelId]))));
    }

    private static string? OrNull(string text) => text.Length == 0 ? null : text;

    private static List<T>? OrNull<T>(IEnumerable<T> items) => items.ToList() is { Count: > 0 } list ? list : null;

    private static MlflowRefusal Unknown(string id) => MlflowRefusal.NotFound($"Logged model with ID '{id}' not found.");
}
