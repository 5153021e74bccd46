using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Text;

namespace MLPlatform.Contracts.Features;

/// <param name="Changes">One per definition asked for, and one per view that changes because its entity or source did.</param>
/// <param name="Result">Everything that exists after the apply, with versions assigned; what was not asked for is kept.</param>
public sealed record DefinitionPlan(IReadOnlyList<DefinitionChange> Changes, FeatureDefinitions Result);

/// <summary>The rule that decides what an apply does: a view whose values could differ gets a new version, anything else keeps its own.</summary>
public static class DefinitionChanges
{
    /// <param name="current">The latest version of every definition.</param>
    /// <param name="wanted">What is asked for; versions in it are ignored.</param>
    /// <exception cref="PlatformException">A name is asked for twice, or a definition refers to one that neither side has.</exception>
    public static DefinitionPlan Plan(FeatureDefinitions current, FeatureDefinitions wanted)
    {
        var changes = new List<DefinitionChange>();
        var entities = Planned(current.Entities, wanted.Entities, entity => entity.Name, "entity", changes, EntityChange, (entity, version) => entity with { Version = version });
        var sources = Planned(current.Sources, wanted.Sources, source => source.Name, "source", changes, SourceChange, (source, version) => source with { Version = version });
        var views = Merge(current.Views, [.. wanted.Views.Select(view => WithKeyColumns(view, entities))], view => view.Name, "view");
        foreach (var view in wanted.Views)
            CheckReferences(views[view.Name], entities, sources);

        var oldViews = current.Views.ToDictionary(view => view.Name, StringComparer.Ordinal);
        var asked = wanted.Views.Select(view => view.Name).ToHashSet(StringComparer.Ordinal);
        var result = new Dictionary<string, FeatureView>(StringComparer.Ordinal);
        foreach (var (name, view) in views)
        {
            var old = oldViews.GetValueOrDefault(name);
            if (old is not null && !asked.Contains(name))
                CheckReferences(view, entities, sources);
            var (source, entity) = (sources[view.Source], entities[view.Entity]);
            var change = ViewChange(old, view, source, entity, changes);
            // What did not change keeps reading what it read.
            result.Add(name, change.Kind is ChangeKind.Created or ChangeKind.NewVersion ? view with { Version = change.Version, SourceVersion = source.Version, EntityVersion = entity.Version }
                : view with { Version = change.Version, SourceVersion = old!.SourceVersion, EntityVersion = old.EntityVersion });
            if (asked.Contains(name) || change.Kind != ChangeKind.Unchanged)
                changes.Add(change);
        }

        var pinned = wanted.Services.Select(service => ServicePins.Of(service, result)).ToArray();
        var services = Planned(current.Services, pinned, service => service.Name, "service", changes, ServiceChange, (service, version) => service with { Version = version });
        if (services.Keys.FirstOrDefault(result.ContainsKey) is { } both)
            throw new PlatformException(FeatureErrors.BadDefinition, $"`{both}` is the name of a view and of a service.", "A pull takes either by name: call one of them differently.");
        return new DefinitionPlan(changes, new FeatureDefinitions([.. entities.Values], [.. sources.Values], [.. result.Values]) { Services = [.. services.Values] });
    }

    private static Dictionary<string, T> Planned<T>(
        IReadOnlyList<T> current, IReadOnlyList<T> wanted, Func<T, string> nameOf, string what, List<DefinitionChange> changes, Func<T?, T, DefinitionChange> compare, Func<T, int, T> withVersion)
        where T : class
    {
        var planned = Merge(current, wanted, nameOf, what);
        foreach (var item in wanted)
        {
            var change = compare(current.FirstOrDefault(old => nameOf(old) == nameOf(item)), item);
            changes.Add(change);
            planned[nameOf(item)] = withVersion(item, change.Version);
        }

        return planned;
    }

    private static DefinitionChange ViewChange(FeatureView? old, FeatureView view, DataSource source, Entity entity, List<DefinitionChange> changes)
    {
        if (old is null)
            return new DefinitionChange(ChangeKind.Created, "view", view.Name, 1, $"{view.Features.Count * Math.Max(1, view.Windows.Count)} features, entity {view.Entity}");
        var differences = DefinitionDifferences.Of(old, view).ToList();
        if (IsNew("source", source.Name) && differences.All(one => one.Of != "source"))
            differences.Add(new Difference($"source {source.Name}", $"source {source.Name} is now @{source.Version}"));
        if (IsNew("entity", entity.Name))
            differences.Add(new Difference($"entity {entity.Name}", $"entity {entity.Name} is now @{entity.Version}"));
        if (differences.Count > 0)
            return new DefinitionChange(ChangeKind.NewVersion, "view", view.Name, old.Version + 1, $"changed: {string.Join(", ", differences.Select(one => one.Of).Distinct(StringComparer.Ordinal))}") { Details = [.. differences.Select(one => one.Detail)] };
        var labels = DefinitionDifferences.OfLabels(old, view).ToArray();
        return labels.Length > 0
            ? new DefinitionChange(ChangeKind.Updated, "view", view.Name, old.Version, "description, owner, tags or sensitivity") { Details = labels }
            : new DefinitionChange(ChangeKind.Unchanged, "view", view.Name, old.Version, "");

        bool IsNew(string of, string name) => changes.Any(change => change.Of == of && change.Name == name && change.Kind == ChangeKind.NewVersion);
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

    private static DefinitionChange EntityChange(Entity? old, Entity entity) => Change(
        "entity", entity.Name, old?.Version, $"keys {string.Join(", ", entity.Keys.Select(key => key.Name))}", "keys",
        old is null || old.Keys.SequenceEqual(entity.Keys) ? [] : [$"keys {DefinitionDifferences.Spell(old.Keys)} → {DefinitionDifferences.Spell(entity.Keys)}"],
        old is null ? [] : DefinitionDifferences.OfLabels(old.Owner, entity.Owner, old.Description, entity.Description, old.Tags, entity.Tags));

    private static DefinitionChange SourceChange(DataSource? old, DataSource source) => Change(
        "source", source.Name, old?.Version, $"{source.Files.Count} files", "files or SQL",
        old is null ? [] : DefinitionDifferences.Of(old, source),
        old is null ? [] : DefinitionDifferences.OfLabels(old.Owner, source.Owner, old.Description, source.Description, old.Tags, source.Tags));

    private static DefinitionChange ServiceChange(FeatureService? old, FeatureService service) => Change(
        "service", service.Name, old?.Version, $"{service.Features.Count} entries", "features",
        old is null ? [] : DefinitionDifferences.Of(old, service),
        old is null ? [] : DefinitionDifferences.OfLabels(old.Owner, service.Owner, old.Description, service.Description, old.Tags, service.Tags));

    // Records of before versions existed count as version 1.
    private static DefinitionChange Change(string of, string name, int? oldVersion, string created, string meaning, IEnumerable<string> differences, IEnumerable<string> labels)
    {
        if (oldVersion is not { } version)
            return new DefinitionChange(ChangeKind.Created, of, name, 1, created);
        version = Math.Max(1, version);
        if (differences.ToArray() is { Length: > 0 } changed)
            return new DefinitionChange(ChangeKind.NewVersion, of, name, version + 1, meaning) { Details = changed };
        return labels.ToArray() is { Length: > 0 } relabelled
            ? new DefinitionChange(ChangeKind.Updated, of, name, version, "description, owner or tags") { Details = relabelled }
            : new DefinitionChange(ChangeKind.Unchanged, of, name, version, "");
    }
}
