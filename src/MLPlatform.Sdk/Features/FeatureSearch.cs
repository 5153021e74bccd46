using MLPlatform.Contracts.Features;

namespace MLPlatform.Sdk.Features;

/// <summary>Finds definitions by words anywhere in them. A name counts more than a feature, that more than a label; of equals the one pulled most comes first.</summary>
internal sealed class FeatureSearch(Catalog catalog, IReadOnlyList<ViewUse> uses)
{
    public IReadOnlyList<FeatureHit> Find(string text, FeatureFilter filter)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return [.. Candidates().Where(one => Fits(one.Hit, filter)).Select(one => (one.Hit, Rank: RankOf(one.Places, words, out var found), Found: found))
            .Where(one => one.Rank < int.MaxValue)
            .OrderBy(one => one.Rank).ThenByDescending(one => one.Hit.Pulls).ThenBy(one => one.Hit.Name, StringComparer.Ordinal)
            .Select(one => one.Hit with { Found = one.Found })];
    }

    private IEnumerable<(FeatureHit Hit, IReadOnlyList<(string Where, string Text)> Places)> Candidates()
    {
        foreach (var view in catalog.Views)
            yield return (
                new FeatureHit("view", view.Name, view.Version, view.Entity, view.Owner, view.Description, view.Tags, "", PullsOf(view.Name)),
                [("name", view.Name), .. view.Features.Select(feature => ($"feature {feature.Name}", feature.Name)), .. view.Features.Select(feature => ($"feature {feature.Name}", $"{feature.Expression} {feature.Description}")),
                    .. Labels(view.Description, view.Owner, view.Tags), ("entity", view.Entity), ("source", view.Source)]);
        foreach (var service in catalog.Services)
            yield return (
                new FeatureHit("service", service.Name, service.Version, null, service.Owner, service.Description, service.Tags, "", 0),
                [("name", service.Name), .. service.Features.Select(feature => ($"feature {feature}", feature)), .. Labels(service.Description, service.Owner, service.Tags)]);
        foreach (var source in catalog.Sources)
            yield return (
                new FeatureHit("source", source.Name, Math.Max(1, source.Version), null, source.Owner, source.Description, source.Tags, "", catalog.Views.Where(view => view.Source == source.Name).Sum(view => PullsOf(view.Name))),
                [("name", source.Name), .. Labels(source.Description, source.Owner, source.Tags), .. source.Files.Select(file => ($"file {file.Key}", file.Value)), ("sql", source.Sql ?? "")]);
        foreach (var entity in catalog.Entities)
            yield return (
                new FeatureHit("entity", entity.Name, Math.Max(1, entity.Version), entity.Name, entity.Owner, entity.Description, entity.Tags, "", catalog.Views.Where(view => view.Entity == entity.Name).Sum(view => PullsOf(view.Name))),
                [("name", entity.Name), .. entity.Keys.Select(key => ($"key {key.Name}", key.Name)), .. Labels(entity.Description, entity.Owner, entity.Tags)]);
    }

    private static IEnumerable<(string Where, string Text)> Labels(string? description, string? owner, IReadOnlyDictionary<string, string> tags) =>
        [("description", description ?? ""), ("owner", owner ?? ""), .. tags.Select(tag => ($"tag {tag.Key}", $"{tag.Key}={tag.Value}"))];

    private long PullsOf(string view) => uses.Where(use => FeatureReference.Parse(use.View).View == view).Sum(use => use.Pulls);

    // Every word must be somewhere; the worst placed one says how good the whole is.
    private static int RankOf(IReadOnlyList<(string Where, string Text)> places, string[] words, out string found)
    {
        var worst = 0;
        foreach (var word in words)
        {
            var at = places.ToList().FindIndex(place => place.Text.Contains(word, StringComparison.OrdinalIgnoreCase));
            if (at < 0)
            {
                found = "";
                return int.MaxValue;
            }

            worst = Math.Max(worst, at);
        }

        found = words.Length > 0 ? places[worst].Where : "";
        return words.Length == 0 ? 0 : places[worst].Where.StartsWith("name", StringComparison.Ordinal) ? 0 : places[worst].Where.StartsWith("feature", StringComparison.Ordinal) ? 1 : 2;
    }

    private static bool Fits(FeatureHit hit, FeatureFilter filter)
    {
        var tag = filter.Tag?.Split('=', 2);
        return (tag is null || (hit.Tags.TryGetValue(tag[0], out var value) && (tag.Length == 1 || tag[1] == value)))
            && (filter.Owner is null || string.Equals(hit.Owner, filter.Owner, StringComparison.OrdinalIgnoreCase))
            && (filter.Entity is null || hit.Entity == filter.Entity);
    }
}
