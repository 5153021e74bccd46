using System.Globalization;
using MLPlatform.Contracts.Tracking;
using MLPlatform.ControlPlane.Registry.Models;
using MLPlatform.ControlPlane.Store;
using MLPlatform.ControlPlane.Tracking.LoggedModels;
using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.Registry.Versions;

internal sealed record NewVersion(string Name, string Source, string? RunId, string? RunLink, string? Description, string UserId, IReadOnlyList<Tag> Tags);

/// <summary>Model versions in the store. Deleting one keeps its number: numbers are never given twice.</summary>
internal static class VersionStore
{
    public const string Columns = "v.name, v.version, v.creation_time, v.last_updated_time, v.current_stage, v.description, v.source, v.run_id, v.status, v.run_link";

    public const string NotDeleted = $"v.current_stage <> '{Stages.Deleted}'";

    public static ModelVersion Create(StoreConnection store, NewVersion version, long now)
    {
        ModelStore.Require(store, version.Name);
        var number = store.Number("SELECT COALESCE(MAX(version), 0) + 1 FROM model_versions WHERE name = ?", version.Name);
        store.Execute(
            "INSERT INTO model_versions (name, version, creation_time, last_updated_time, description, user_id, current_stage, source, run_id, status, status_message, run_link, storage_location)"
            + " VALUES (?, ?, ?, ?, ?, ?, 'None', ?, ?, 'READY', NULL, ?, ?)",
            version.Name, number, now, now, version.Description, version.UserId, version.Source, version.RunId, version.RunLink, StorageLocation(store, version.Source));
        foreach (var tag in version.Tags)
            PutTag(store, version.Name, number, tag);
        ModelStore.Touch(store, version.Name, now);
        return Get(store, version.Name, number);
    }

    public static void Require(StoreConnection store, string name, long version)
    {
        if (!store.Any($"SELECT 1 FROM model_versions v WHERE v.name = ? AND v.version = ? AND {NotDeleted}", name, version))
            throw Unknown(name, version);
    }

    public static ModelVersion Get(StoreConnection store, string name, long version)
    {
        var found = store.Query($"SELECT {Columns} FROM model_versions v WHERE v.name = ? AND v.version = ? AND {NotDeleted}", Read, name, version);
        return found.Count == 1 ? WithTags(store, WithAliases(store, found))[0] : throw Unknown(name, version);
    }

    /// <summary>Versions made from a run, newest first.</summary>
    public static List<ModelVersion> OfRun(StoreConnection store, string run) =>
        WithTags(store, WithAliases(store, store.Query($"SELECT {Columns} FROM model_versions v WHERE v.run_id = ? AND {NotDeleted} ORDER BY v.last_updated_time DESC, v.name, v.version DESC", Read, run)));

    public static ModelVersion Describe(StoreConnection store, string name, long version, string? description, long now)
    {
        Require(store, name, version);
        store.Execute("UPDATE model_versions SET description = ?, last_updated_time = ? WHERE name = ? AND version = ?", description, now, name, version);
        ModelStore.Touch(store, name, now);
        return Get(store, name, version);
    }

    public static ModelVersion Move(StoreConnection store, string name, long version, string stage, bool archiveOthers, long now)
    {
        var canonical = Stages.Canonical(stage);
        if (archiveOthers && !Stages.IsActive(canonical))
        {
            throw MlflowRefusal.Invalid(
                $"Model version transition cannot archive existing model versions because '{canonical}' is not an Active stage. Valid stages are Staging, Production");
        }

        Require(store, name, version);
        if (archiveOthers)
        {
            store.Execute(
                "UPDATE model_versions SET current_stage = 'Archived', last_updated_time = ? WHERE name = ? AND version <> ? AND current_stage = ?", now, name, version, canonical);
        }

        store.Execute("UPDATE model_versions SET current_stage = ?, last_updated_time = ? WHERE name = ? AND version = ?", canonical, now, name, version);
        ModelStore.Touch(store, name, now);
        return Get(store, name, version);
    }

    /// <summary>Keeps the row so that its number stays taken, without what it pointed at; aliases that named it go with it.</summary>
    public static void Delete(StoreConnection store, string name, long version, long now)
    {
        Require(store, name, version);
        store.Execute("DELETE FROM registered_model_aliases WHERE name = ? AND version = ?", name, version);
        store.Execute("DELETE FROM model_version_tags WHERE name = ? AND version = ?", name, version);
        store.Execute(
            "UPDATE model_versions SET current_stage = ?, last_updated_time = ?, description = NULL, user_id = NULL, source = 'REDACTED-SOURCE-PATH', run_id = 'REDACTED-RUN-ID', run_link = 'REDACTED-RUN-LINK', status_message = NULL, storage_location = NULL"
            + " WHERE name = ? AND version = ?",
            Stages.Deleted, now, name, version);
        ModelStore.Touch(store, name, now);
    }

    public static void SetTag(StoreConnection store, string name, long version, Tag tag)
    {
        Require(store, name, version);
        PutTag(store, name, version, tag);
    }

    public static void DeleteTag(StoreConnection store, string name, long version, string key)
    {
        Require(store, name, version);
        store.Execute("DELETE FROM model_version_tags WHERE key = ? AND name = ? AND version = ?", key, name, version);
    }

    public static string DownloadUri(StoreConnection store, string name, long version) =>
        store.First($"SELECT COALESCE(NULLIF(v.storage_location, ''), v.source) FROM model_versions v WHERE v.name = ? AND v.version = ? AND {NotDeleted}", row => row.Text(0), name, version)
        ?? throw Unknown(name, version);

    /// <param name="names">A JSON list of model names.</param>
    /// <returns>The version with the greatest number of each stage of each model.</returns>
    public static List<ModelVersion> Latest(StoreConnection store, string names) =>
        WithTags(store, store.Query(
            $"SELECT {Columns} FROM model_versions v WHERE v.name IN (SELECT value FROM json_each(?)) AND {NotDeleted}"
            + " AND v.version = (SELECT MAX(w.version) FROM model_versions w WHERE w.name = v.name AND w.current_stage = v.current_stage) ORDER BY v.name, v.version",
            Read, names));

    public static ModelVersion Read(Row row) => new()
    {
        Name = row.Text(0),
        Version = row.Text(1),
        CreationTimestamp = row.LongOrNull(2),
        LastUpdatedTimestamp = row.LongOrNull(3),
        CurrentStage = row.TextOrNull(4),
        Description = row.TextOrNull(5),
        Source = row.TextOrNull(6),
        RunId = row.TextOrNull(7),
        Status = row.TextOrNull(8),
        RunLink = row.TextOrNull(9),
    };

    public static List<ModelVersion> WithTags(StoreConnection store, List<ModelVersion> versions)
    {
        if (versions.Count == 0)
            return versions;
        var names = Tracking.Search.SqlQuery.ListJson(versions.Select(version => version.Name).Distinct().ToList());
        var tags = store.Query(
            "SELECT name, version, key, value FROM model_version_tags WHERE name IN (SELECT value FROM json_each(?)) ORDER BY rowid",
            row => (Id: (row.Text(0), row.Text(1)), Tag: new Tag(row.Text(2), row.Text(3))), names).ToLookup(pair => pair.Id, pair => pair.Tag);
        return versions.ConvertAll(version => tags.Contains((version.Name, version.Version)) ? version with { Tags = tags[(version.Name, version.Version)].ToList() } : version);
    }

    private static List<ModelVersion> WithAliases(StoreConnection store, List<ModelVersion> versions) =>
        versions.ConvertAll(version =>
        {
            var aliases = store.Query(
                "SELECT alias FROM registered_model_aliases WHERE name = ? AND version = ? ORDER BY alias", row => row.Text(0), version.Name, long.Parse(version.Version, CultureInfo.InvariantCulture));
            return aliases.Count == 0 ? version : version with { Aliases = aliases };
        });

    private static void PutTag(StoreConnection store, string name, long version, Tag tag) =>
        store.Execute(
            "INSERT INTO model_version_tags (key, value, name, version) VALUES (?, ?, ?, ?) ON CONFLICT (key, name, version) DO UPDATE SET value = excluded.value",
            tag.Key, tag.Value, name, version);

    // A version made from another version's URI serves that one's files.
    private static string StorageLocation(StoreConnection store, string source)
    {
        const string Scheme = "models:/";
        if (!source.StartsWith(Scheme, StringComparison.Ordinal))
            return source;
        var reference = source[Scheme.Length..].Trim('/');
        var at = reference.IndexOf('@', StringComparison.Ordinal);
        if (at > 0)
        {
            var aliased = ModelStore.ByAlias(store, reference[..at], reference[(at + 1)..]);
            return DownloadUri(store, aliased.Name, long.Parse(aliased.Version, CultureInfo.InvariantCulture));
        }

        var slash = reference.LastIndexOf('/');
        if (slash > 0 && long.TryParse(reference[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var version))
            return DownloadUri(store, reference[..slash], version);
        // models:/m-… is a logged model, which keeps its own files.
        if (slash < 0 && reference.StartsWith("m-", StringComparison.Ordinal))
            return LoggedModelStore.Get(store, reference).Info.ArtifactUri;
        throw MlflowRefusal.Invalid($"Unable to fetch model from model URI source artifact location '{source}'.Error: Not a proper models:/ URI: {source}");
    }

    private static MlflowRefusal Unknown(string name, long version) => MlflowRefusal.NotFound($"Model Version (name={name}, version={version}) not found");
}
