using System.Globalization;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Contracts.Text;
using MLPlatform.Sdk.Jobs;
using MLPlatform.Sdk.Models;

namespace MLPlatform.Sdk.Features;

public sealed partial class FeatureArea
{
    /// <summary>Views, services, sources and entities that hold all the words, by name, feature, label, owner, tag or file.</summary>
    /// <param name="text">Empty finds everything that fits the filter.</param>
    public async Task<IReadOnlyList<FeatureHit>> SearchAsync(string text, FeatureFilter? filter = null, CancellationToken cancel = default)
    {
        var uses = await (await _platform.ConnectAsync(cancel)).Features.UsesAsync(cancel);
        return new FeatureSearch(await CatalogAsync(cancel), uses).Find(text, filter ?? new FeatureFilter());
    }

    /// <summary>What a view, service, source or entity is made from, and everything made from it: down to the models trained on it and the endpoints that serve them.</summary>
    /// <param name="reference"><c>name</c> or <c>name@3</c>.</param>
    /// <exception cref="PlatformException">Nothing has this name; the message names the nearest.</exception>
    public async Task<FeatureLineage> LineageAsync(string reference, CancellationToken cancel = default)
    {
        var controlPlane = await _platform.ConnectAsync(cancel);
        var catalog = await CatalogAsync(cancel);
        var wanted = FeatureReference.Parse(reference);
        if (catalog.Views.Any(view => view.Name == wanted.View))
        {
            var bindings = new Bindings(catalog, controlPlane.Features);
            var bound = await bindings.BindAsync(await bindings.ViewAsync(wanted with { Feature = null }, cancel), cancel);
            return new FeatureLineage("view", bound.View.Name, bound.View.Version, [.. SourceSteps(bound.Source), EntityStep(bound.Entity)], await IntoAsync(catalog, [bound.View], cancel));
        }

        if (catalog.Services.Any(service => service.Name == wanted.View))
        {
            var service = await controlPlane.Features.ServiceAsync(wanted.View, wanted.Version, cancel);
            var views = await new Bindings(catalog, controlPlane.Features).ViewsAsync(service.Features, cancel);
            return new FeatureLineage(
                "service", service.Name, service.Version,
                [.. views.Select(bound => ViewStep(bound.View)), .. views.Select(bound => bound.Source).DistinctBy(source => (source.Name, source.Version)).SelectMany(SourceSteps), .. views.Select(bound => bound.Entity).DistinctBy(entity => entity.Name).Select(EntityStep)],
                await IntoAsync(catalog, [.. views.Select(bound => bound.View)], cancel, service));
        }

        if (catalog.Sources.Any(source => source.Name == wanted.View))
        {
            var source = await controlPlane.Features.SourceAsync(wanted.View, wanted.Version, cancel);
            FeatureView[] readers = [.. catalog.Views.Where(view => view.Source == source.Name && Math.Max(1, view.SourceVersion) == Math.Max(1, source.Version))];
            return new FeatureLineage("source", source.Name, Math.Max(1, source.Version), [.. SourceSteps(source).Skip(1)], [.. readers.Select(ViewStep), .. await IntoAsync(catalog, readers, cancel)]);
        }

        if (catalog.Entities.Any(entity => entity.Name == wanted.View))
        {
            var entity = await controlPlane.Features.EntityAsync(wanted.View, wanted.Version, cancel);
            FeatureView[] about = [.. catalog.Views.Where(view => view.Entity == entity.Name)];
            return new FeatureLineage("entity", entity.Name, Math.Max(1, entity.Version), [], [.. about.Select(ViewStep), .. await IntoAsync(catalog, about, cancel)]);
        }

        var names = catalog.Views.Select(view => view.Name).Concat(catalog.Services.Select(service => service.Name)).Concat(catalog.Sources.Select(source => source.Name)).Concat(catalog.Entities.Select(entity => entity.Name));
        throw new PlatformException(
            FeatureErrors.UnknownView,
            $"There is no view, service, source or entity `{wanted.View}`.",
            Nearest.To(wanted.View, names) is { } near ? $"Did you mean `{near}`?" : "`#!mlplatform features search` finds all there are.");
    }

    private async Task<IReadOnlyList<LineageStep>> IntoAsync(Catalog catalog, IReadOnlyList<FeatureView> views, CancellationToken cancel, FeatureService? only = null)
    {
        var controlPlane = await _platform.ConnectAsync(cancel);
        var names = views.Select(view => string.Create(CultureInfo.InvariantCulture, $"{view.Name}@{view.Version}")).ToHashSet(StringComparer.Ordinal);
        var steps = new List<LineageStep>();
        if (only is null)
            steps.AddRange(from service in catalog.Services
                           let through = service.Features.Where(feature => names.Contains((FeatureReference.Parse(feature) with { Feature = null }).ToString())).ToArray()
                           where through.Length > 0
                           select new LineageStep("service", string.Create(CultureInfo.InvariantCulture, $"{service.Name}@{service.Version}"), string.Join(", ", through)));
        var uses = (await controlPlane.Features.UsesAsync(cancel)).Where(use => names.Contains(use.View)).ToArray();
        // Of a service the training sets that hold all its views; of anything else those that hold any.
        var counts = uses.SelectMany(use => use.ContentHashes).GroupBy(hash => hash, StringComparer.Ordinal);
        var hashes = counts.Where(group => only is null || group.Count() == names.Count).Select(group => group.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var hash in hashes)
            steps.Add(new LineageStep("training set", hash, string.Join(", ", uses.Where(use => use.ContentHashes.Contains(hash)).Select(use => use.View))));
        if (hashes.Count > 0)
            steps.AddRange(await ModelsAsync(hashes, cancel));
        return steps;
    }

    private async Task<List<LineageStep>> ModelsAsync(HashSet<string> hashes, CancellationToken cancel)
    {
        var (models, endpoints) = (new List<LineageStep>(), new List<LineageStep>());
        var served = await (await _platform.ConnectAsync(cancel)).Endpoints.ListAsync(cancel);
        foreach (var model in await _platform.Models.ListAsync(cancel))
        {
            foreach (var version in await _platform.Models.VersionsAsync(model.Name, cancel))
            {
                if (version.RunId is not { Length: > 0 } id || await _platform.Runs.GetAsync(id, cancel) is not { } run || !run.Data.Any(input => DatasetSource.HashOf(input.Dataset) is { } hash && hashes.Contains(hash)))
                    continue;
                models.Add(new LineageStep("model", $"{version.Name}@{version.Version}", $"run {run.Name}"));
                endpoints.AddRange(from endpoint in served
                                   where ModelReference.Parse(endpoint.Model).Name == version.Name && endpoint.ModelVersion.ToString(CultureInfo.InvariantCulture) == version.Version
                                   select new LineageStep("endpoint", endpoint.Name, $"serves {version.Name}@{version.Version} at {endpoint.Url}"));
            }
        }

        return [.. models, .. endpoints];
    }

    private static LineageStep ViewStep(FeatureView view) => new("view", string.Create(CultureInfo.InvariantCulture, $"{view.Name}@{view.Version}"), string.Join(", ", view.Features.Select(feature => feature.Name)));

    private static LineageStep EntityStep(Entity entity) => new("entity", entity.Name, $"keys {string.Join(", ", entity.Keys.Select(key => key.Name))}");

    private static IEnumerable<LineageStep> SourceSteps(DataSource source) =>
        [new LineageStep("source", string.Create(CultureInfo.InvariantCulture, $"{source.Name}@{Math.Max(1, source.Version)}"), source.Sql ?? ""), .. source.Files.Select(file => new LineageStep("file", file.Key, file.Value))];
}
