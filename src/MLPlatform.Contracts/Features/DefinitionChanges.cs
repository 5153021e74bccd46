using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Text;
using MLPlatform.Contracts.Time;

namespace MLPlatform.Contracts.Features;

/// <param name="Changes">One per definition asked for, and one per view that changes because its entity or source did.</param>
/// <param name="Result">Everything that exists after the apply, with versions assigned; what was not asked for is kept.</param>
public sealed record DefinitionPlan(IReadOnlyList<DefinitionChange> Changes, FeatureDefinitions Result);

/// <summary>The rule that decides what an apply does: a view whose values could differ gets a new version, anything else keeps its own.</summary>
public static class DefinitionChanges
{
    /// <param name="current">The latest version of every definition.</param>
    /// <param name="wanted">What is asked for; versions in it are ignored.</param>
    /// <exception cref="PlatformException">A name is asked for twice, or a view refers to an entity, key or source that neither side has.</exception>
    public static DefinitionPlan Plan(FeatureDefinitions current, FeatureDefinitions wanted)
    {
        var entities = Merge(current.Entities, wanted.Entities, entity => entity.Name, "entity");
        var sources = Merge(current.Sources, wanted.Sources, source => source.Name, "source");
        var views = Merge(current.Views, [.. wanted.Views.Select(view => WithKeyColumns(view, entities))], view => view.Name, "view");
        foreach (var view in wanted.Views)
            CheckReferences(views[view.Name], entities, sources);

        var oldEntities = current.Entities.ToDictionary(entity => entity.Name, StringComparer.Ordinal);
        var oldSources = current.Sources.ToDictionary(source => source.Name, StringComparer.Ordinal);
        var oldViews = current.Views.ToDictionary(view => view.Name, StringComparer.Ordinal);
        var changes = new List<DefinitionChange>();
        changes.AddRange(wanted.Entities.Select(entity => EntityChange(oldEntities.GetValueOrDefault(entity.Name), entity)));
        changes.AddRange(wanted.Sources.Select(source => SourceChange(oldSources.GetValueOrDefault(source.Name), source)));

        var asked = wanted.Views.Select(view => view.Name).ToHashSet(StringComparer.Ordinal);
        var result = new List<FeatureView>();
        foreach (var (name, view) in views)
        {
            var old = oldViews.GetValueOrDefault(name);
            if (old is not null && !asked.Contains(name))
                CheckReferences(view, entities, sources);
            var reasons = old is null ? [] : MeaningOf(old, view)
                .Concat(SourceDiffers(oldSources.GetValueOrDefault(old.Source), sources[view.Source]) ? [$"source {view.Source}"] : [])
                .Concat(EntityDiffers(oldEntities.GetValueOrDefault(old.Entity), entities[view.Entity]) ? [$"entity {view.Entity}"] : [])
                .Distinct(StringComparer.Ordinal).ToArray();
            var (kind, version, summary) = old switch
            {
                null => (ChangeKind.Created, 1, $"{view.Features.Count * Math.Max(1, view.Windows.Count)} features, entity {view.Entity}"),
                _ when reasons.Length > 0 => (ChangeKind.NewVersion, old.Version + 1, $"changed: {string.Join(", ", reasons)}"),
                _ when LabelsDiffer(old, view) => (ChangeKind.Updated, old.Version, "description, owner or tags"),
                _ => (ChangeKind.Unchanged, old.Version, ""),
            };
            result.Add(view with { Version = version });
            if (asked.Contains(name) || kind != ChangeKind.Unchanged)
                changes.Add(new DefinitionChange(kind, "view", name, version, summary));
        }

        return new DefinitionPlan(changes, new FeatureDefinitions([.. entities.Values], [.. sources.Values], result));
    }

    private static Dictionary<string, T> Merge<T>(IReadOnlyList<T> current, IReadOnlyList<T> wanted, Func<T, string> nameOf, string what)
    {
        var merged = current.ToDictionary(nameOf, StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in wanted)
        {
            if (!seen.Add(nameOf(item)))
                throw new PlatformException(FeatureErrors.BadDefinition, $"The {what} `{nameOf(item)}` is defined twice.", "Keep one of the definitions.");
            merged[nameOf(item)] = item;
        }

        return merged;
    }

    // A view that names no key columns has them under the names of the entity's keys.
    private static FeatureView WithKeyColumns(FeatureView view, Dictionary<string, Entity> entities) =>
        view.KeyColumns.Count == 0 && entities.TryGetValue(view.Entity, out var entity)
            ? view with { KeyColumns = entity.Keys.ToDictionary(key => key.Name, key => key.Name) }
            : view;

    private static void CheckReferences(FeatureView view, Dictionary<string, Entity> entities, Dictionary<string, DataSource> sources)
    {
        if (!entities.TryGetValue(view.Entity, out var entity))
            throw new PlatformException(FeatureErrors.UnknownEntity, $"View `{view.Name}` is about the entity `{view.Entity}`, which does not exist.", FixFor(view.Entity, entities.Keys, "entity"));
        if (!sources.ContainsKey(view.Source))
            throw new PlatformException(FeatureErrors.UnknownSource, $"View `{view.Name}` reads from the source `{view.Source}`, which does not exist.", FixFor(view.Source, sources.Keys, "source"));
        foreach (var key in view.KeyColumns.Keys)
            if (entity.Keys.All(known => known.Name != key))
                throw new PlatformException(FeatureErrors.BadDefinition, $"View `{view.Name}` joins on `{key}`, which is no key of the entity `{entity.Name}`.", $"Its keys are {string.Join(", ", entity.Keys.Select(known => known.Name))}.");
        foreach (var key in entity.Keys)
            if (!view.KeyColumns.ContainsKey(key.Name))
                throw new PlatformException(FeatureErrors.BadDefinition, $"View `{view.Name}` names no column for the key `{key.Name}` of the entity `{entity.Name}`.", $"Add it: keys: {{{key.Name}: COLUMN}}");
    }

    private static string FixFor(string name, IEnumerable<string> known, string what) =>
        Nearest.To(name, known) is { } nearest ? $"Did you mean `{nearest}`?" : $"Define it in the same cell: {what}: {name}";

    private static DefinitionChange EntityChange(Entity? old, Entity entity) => old switch
    {
        null => new DefinitionChange(ChangeKind.Created, "entity", entity.Name, 1, $"keys {string.Join(", ", entity.Keys.Select(key => key.Name))}"),
        _ when EntityDiffers(old, entity) => new DefinitionChange(ChangeKind.NewVersion, "entity", entity.Name, 1, "keys"),
        _ when old.Description != entity.Description => new DefinitionChange(ChangeKind.Updated, "entity", entity.Name, 1, "description"),
        _ => new DefinitionChange(ChangeKind.Unchanged, "entity", entity.Name, 1, ""),
    };

    private static DefinitionChange SourceChange(DataSource? old, DataSource source) => old switch
    {
        null => new DefinitionChange(ChangeKind.Created, "source", source.Name, 1, $"{source.Files.Count} files"),
        _ when SourceDiffers(old, source) => new DefinitionChange(ChangeKind.NewVersion, "source", source.Name, 1, "files or SQL"),
        _ when old.Description != source.Description => new DefinitionChange(ChangeKind.Updated, "source", source.Name, 1, "description"),
        _ => new DefinitionChange(ChangeKind.Unchanged, "source", source.Name, 1, ""),
    };

    private static bool EntityDiffers(Entity? old, Entity now) => old is null || !old.Keys.SequenceEqual(now.Keys);

    private static bool SourceDiffers(DataSource? old, DataSource now) => old is null || old.Sql != now.Sql || !Same(old.Files, now.Files);

    private static IEnumerable<string> MeaningOf(FeatureView old, FeatureView now)
    {
        if (old.Entity != now.Entity || !Same(old.KeyColumns, now.KeyColumns))
            yield return "keys";
        if (old.Source != now.Source)
            yield return "source";
        if (old.EventTime != now.EventTime || old.KnownAt != now.KnownAt)
            yield return "times";
        if (!old.Windows.SequenceEqual(now.Windows))
            yield return $"windows {string.Join(" ", now.Windows.Select(Durations.Format))}";
        if (!old.Features.SequenceEqual(now.Features))
            yield return "features";
        if (old.Ttl != now.Ttl)
            yield return "ttl";
    }

    private static bool LabelsDiffer(FeatureView old, FeatureView now) =>
        old.Owner != now.Owner || old.Description != now.Description || !Same(old.Tags, now.Tags);

    private static bool Same(IReadOnlyDictionary<string, string> a, IReadOnlyDictionary<string, string> b) =>
        a.Count == b.Count && a.All(pair => b.TryGetValue(pair.Key, out var value) && value == pair.Value);
}
