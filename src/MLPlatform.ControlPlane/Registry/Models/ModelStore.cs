using MLPlatform.Contracts.Tracking;
using MLPlatform.ControlPlane.Registry.Versions;
using MLPlatform.ControlPlane.Store;
using MLPlatform.ControlPlane.Tracking.Search;
using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.Registry.Models;

/// <summary>Registered models, their tags and aliases in the store. Times are milliseconds.</summary>
internal static class ModelStore
{
    public const string Columns = "m.name, m.creation_time, m.last_updated_time, m.description";

    public static RegisteredModel Create(StoreConnection store, string name, string? description, IReadOnlyList<Tag> tags, long now)
    {
        if (Exists(store, name))
            throw MlflowRefusal.Exists($"Registered Model (name={name}) already exists.");
        store.Execute("INSERT INTO registered_models (name, creation_time, last_updated_time, description) VALUES (?, ?, ?, ?)", name, now, now, description);
        foreach (var tag in tags)
            SetTag(store, name, tag);
        return Get(store, name);
    }

    public static bool Exists(StoreConnection store, string name) => store.Any("SELECT 1 FROM registered_models WHERE name = ?", name);

    public static void Require(StoreConnection store, string name)
    {
        if (!Exists(store, name))
            throw Unknown(name);
    }

    public static RegisteredModel Get(StoreConnection store, string name)
    {
        var found = store.Query($"SELECT {Columns} FROM registered_models m WHERE m.name = ?", Read, name);
        return found.Count == 1 ? Complete(store, found)[0] : throw Unknown(name);
    }

    public static RegisteredModel Rename(StoreConnection store, string name, string newName, long now)
    {
        Require(store, name);
        if (newName != name && Exists(store, newName))
            throw MlflowRefusal.Exists($"Registered Model (name={newName}) already exists.");
        // The foreign keys carry the new name to versions, tags and aliases.
        store.Execute("UPDATE registered_models SET name = ?, last_updated_time = ? WHERE name = ?", newName, now, name);
        return Get(store, newName);
    }

    public static RegisteredModel Describe(StoreConnection store, string name, string? description, long now)
    {
        Require(store, name);
        store.Execute("UPDATE registered_models SET description = ?, last_updated_time = ? WHERE name = ?", description, now, name);
        return Get(store, name);
    }

    public static void Delete(StoreConnection store, string name)
    {
        Require(store, name);
        store.Execute("DELETE FROM model_version_tags WHERE name = ?", name);
        store.Execute("DELETE FROM model_versions WHERE name = ?", name);
        store.Execute("DELETE FROM registered_model_aliases WHERE name = ?", name);
        store.Execute("DELETE FROM registered_model_tags WHERE name = ?", name);
        store.Execute("DELETE FROM registered_models WHERE name = ?", name);
    }

    public static void Touch(StoreConnection store, string name, long now) =>
        store.Execute("UPDATE registered_models SET last_updated_time = ? WHERE name = ?", now, name);

    public static void SetTag(StoreConnection store, string name, Tag tag) =>
        store.Execute("INSERT INTO registered_model_tags (key, value, name) VALUES (?, ?, ?) ON CONFLICT (key, name) DO UPDATE SET value = excluded.value", tag.Key, tag.Value, name);

    public static void DeleteTag(StoreConnection store, string name, string key) =>
        store.Execute("DELETE FROM registered_model_tags WHERE key = ? AND name = ?", key, name);

    public static void SetAlias(StoreConnection store, string name, string alias, long version)
    {
        Require(store, name);
        VersionStore.Require(store, name, version);
        store.Execute("INSERT INTO registered_model_aliases (alias, version, name) VALUES (?, ?, ?) ON CONFLICT (name, alias) DO UPDATE SET version = excluded.version", alias, version, name);
    }

    public static void DeleteAlias(StoreConnection store, string name, string alias)
    {
        Require(store, name);
        store.Execute("DELETE FROM registered_model_aliases WHERE name = ? AND alias = ?", name, alias);
    }

    public static ModelVersion ByAlias(StoreConnection store, string name, string alias)
    {
        Require(store, name);
        var version = store.Number("SELECT version FROM registered_model_aliases WHERE name = ? AND alias = ?", name, alias);
        return version == 0 ? throw MlflowRefusal.Invalid($"Registered model alias {alias} not found.") : VersionStore.Get(store, name, version);
    }

    public static RegisteredModel Read(Row row) => new()
    {
        Name = row.Text(0),
        CreationTimestamp = row.LongOrNull(1),
        LastUpdatedTimestamp = row.LongOrNull(2),
        Description = row.TextOrNull(3),
    };

    /// <summary>Adds tags, aliases and the latest version of each stage.</summary>
    public static List<RegisteredModel> Complete(StoreConnection store, List<RegisteredModel> models)
    {
        if (models.Count == 0)
            return models;
        var names = SqlQuery.ListJson(models.ConvertAll(model => model.Name));
        var tags = store.Query("SELECT name, key, value FROM registered_model_tags WHERE name IN (SELECT value FROM json_each(?)) ORDER BY rowid", row => (Name: row.Text(0), Tag: new Tag(row.Text(1), row.Text(2))), names)
            .ToLookup(pair => pair.Name, pair => pair.Tag);
        var aliases = store.Query("SELECT name, alias, version FROM registered_model_aliases WHERE name IN (SELECT value FROM json_each(?)) ORDER BY name, alias", row => (Name: row.Text(0), Alias: new ModelAlias(row.Text(1), row.Text(2))), names)
            .ToLookup(pair => pair.Name, pair => pair.Alias);
        var latest = VersionStore.Latest(store, names).ToLookup(version => version.Name);
        return models.ConvertAll(model => model with
        {
            Tags = OrNull(tags[model.Name]),
            Aliases = OrNull(aliases[model.Name]),
            LatestVersions = OrNull(latest[model.Name]),
        });
    }

    private static List<T>? OrNull<T>(IEnumerable<T> items) => items.ToList() is { Count: > 0 } list ? list : null;

    private static MlflowRefusal Unknown(string name) => MlflowRefusal.NotFound($"Registered Model with name={name} not found");
}
