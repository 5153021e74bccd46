using MLPlatform.Contracts.Time;

namespace MLPlatform.Contracts.Features;

/// <param name="Of">What is different, in a word: keys, source, times.</param>
/// <param name="Detail">Before and after.</param>
internal sealed record Difference(string Of, string Detail);

/// <summary>What differs between two versions of a definition, as people read it.</summary>
internal static class DefinitionDifferences
{
    /// <summary>Differences that could change a value the view gives.</summary>
    public static IEnumerable<Difference> Of(FeatureView old, FeatureView now)
    {
        if (old.Entity != now.Entity)
            yield return new Difference("keys", $"entity {old.Entity} → {now.Entity}");
        if (!Same(old.KeyColumns, now.KeyColumns))
            yield return new Difference("keys", $"keys {Spell(old.KeyColumns)} → {Spell(now.KeyColumns)}");
        if (old.Source != now.Source)
            yield return new Difference("source", $"source {old.Source} → {now.Source}");
        if (old.Sql != now.Sql)
            yield return new Difference("sql", $"sql {old.Sql ?? "none"} → {now.Sql ?? "none"}");
        if (old.EventTime != now.EventTime)
            yield return new Difference("times", $"event time {old.EventTime ?? "none"} → {now.EventTime ?? "none"}");
        if (old.KnownAt != now.KnownAt)
            yield return new Difference("times", $"known at {old.KnownAt ?? "none"} → {now.KnownAt ?? "none"}");
        if (!old.Windows.SequenceEqual(now.Windows))
            yield return new Difference($"windows {Spell(now.Windows)}", $"windows {Spell(old.Windows)} → {Spell(now.Windows)}");
        foreach (var detail in Of(old.Features, now.Features))
            yield return new Difference("features", detail);
        if (old.Ttl != now.Ttl)
            yield return new Difference("ttl", $"ttl {Spell(old.Ttl)} → {Spell(now.Ttl)}");
    }

    public static IEnumerable<string> Of(DataSource old, DataSource now)
    {
        foreach (var (name, path) in now.Files)
            if (!old.Files.TryGetValue(name, out var before))
                yield return $"+ file {name}: {path}";
            else if (before != path)
                yield return $"file {name}: {before} → {path}";
        foreach (var name in old.Files.Keys.Where(name => !now.Files.ContainsKey(name)))
            yield return $"- file {name}";
        if (old.Sql != now.Sql)
            yield return $"sql {old.Sql ?? "none"} → {now.Sql ?? "none"}";
    }

    public static IEnumerable<string> Of(FeatureService old, FeatureService now)
    {
        foreach (var added in now.Features.Except(old.Features, StringComparer.Ordinal))
            yield return $"+ {added}";
        foreach (var removed in old.Features.Except(now.Features, StringComparer.Ordinal))
            yield return $"- {removed}";
        if (!old.Features.SequenceEqual(now.Features) && old.Features.Order(StringComparer.Ordinal).SequenceEqual(now.Features.Order(StringComparer.Ordinal)))
            yield return "another order";
    }

    /// <summary>Differences that change no value.</summary>
    public static IEnumerable<string> OfLabels(FeatureView old, FeatureView now)
    {
        foreach (var label in OfLabels(old.Owner, now.Owner, old.Description, now.Description, old.Tags, now.Tags))
            yield return label;
        foreach (var (before, after) in old.Features.Zip(now.Features))
        {
            if (before.Description != after.Description)
                yield return $"description of {after.Name}";
            if (before.Sensitivity != after.Sensitivity)
                yield return $"sensitivity of {after.Name} {before.Sensitivity} → {after.Sensitivity}";
        }
    }

    public static IEnumerable<string> OfLabels(
        string? oldOwner, string? owner, string? oldDescription, string? description, IReadOnlyDictionary<string, string> oldTags, IReadOnlyDictionary<string, string> tags)
    {
        if (oldOwner != owner)
            yield return $"owner {oldOwner ?? "nobody"} → {owner ?? "nobody"}";
        if (oldDescription != description)
            yield return "description";
        if (!Same(oldTags, tags))
            yield return $"tags {Spell(oldTags)} → {Spell(tags)}";
    }

    public static string Spell(IEnumerable<JoinKey> keys) => string.Join(", ", keys.Select(key => $"{key.Name}: {key.Type}"));

    private static IEnumerable<string> Of(IReadOnlyList<FeatureDefinition> old, IReadOnlyList<FeatureDefinition> now)
    {
        var before = old.ToDictionary(feature => feature.Name, feature => feature.Expression, StringComparer.Ordinal);
        foreach (var feature in now)
            if (!before.Remove(feature.Name, out var expression))
                yield return $"+ {feature.Name}: {feature.Expression}";
            else if (expression != feature.Expression)
                yield return $"{feature.Name}: {expression} → {feature.Expression}";
        foreach (var gone in before.Keys)
            yield return $"- {gone}";
        var (kept, still) = (old.Select(feature => feature.Name), now.Select(feature => feature.Name));
        if (!kept.SequenceEqual(still) && kept.Order(StringComparer.Ordinal).SequenceEqual(still.Order(StringComparer.Ordinal)))
            yield return "another order of features";
    }

    private static string Spell(IReadOnlyDictionary<string, string> pairs) => pairs.Count == 0 ? "none" : string.Join(", ", pairs.Select(pair => $"{pair.Key}: {pair.Value}"));

    private static string Spell(IReadOnlyList<TimeSpan> windows) => windows.Count == 0 ? "none" : string.Join(" ", windows.Select(Durations.Format));

    private static string Spell(TimeSpan? ttl) => ttl is { } span ? Durations.Format(span) : "for ever";

    private static bool Same(IReadOnlyDictionary<string, string> a, IReadOnlyDictionary<string, string> b) =>
        a.Count == b.Count && a.All(pair => b.TryGetValue(pair.Key, out var value) && value == pair.Value);
}
