using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Contracts.Text;
using MLPlatform.ControlPlaneClient.Areas;
using MLPlatform.Features.Definitions;

namespace MLPlatform.Sdk.Features;

/// <summary>From the names people write to the versions of views, sources and entities they mean.</summary>
internal sealed class Bindings(Catalog catalog, FeaturesArea features)
{
    /// <param name="references">Views, features of views, and feature services.</param>
    /// <returns>One of each view, in the order named first, with only the features asked for.</returns>
    /// <exception cref="PlatformException">Something named does not exist, or a view is named in two versions.</exception>
    public async Task<IReadOnlyList<BoundView>> ViewsAsync(IReadOnlyList<string> references, CancellationToken cancel)
    {
        var views = new List<FeatureView>();
        foreach (var reference in await ExpandAsync(references, cancel))
        {
            var view = await ViewAsync(reference, cancel);
            var at = views.FindIndex(known => known.Name == view.Name);
            if (at >= 0 && views[at].Version != view.Version)
                throw new PlatformException(FeatureErrors.BadDefinition, $"The view `{view.Name}` is asked for in the versions {views[at].Version} and {view.Version}.", "Keep one: their columns have the same names.");
            if (at < 0)
                views.Add(view);
            else
                views[at] = await JoinAsync(views[at], view, cancel);
        }

        var bound = new List<BoundView>();
        foreach (var view in views)
            bound.Add(await BindAsync(view, cancel));
        return bound;
    }

    /// <summary>With the versions of its source and entity that the view was made for.</summary>
    public async Task<BoundView> BindAsync(FeatureView view, CancellationToken cancel)
    {
        var (source, entity) = (catalog.Source(view.Source), catalog.Entity(view.Entity));
        // Records of before versions existed have 0 and mean the first.
        var (sourceVersion, entityVersion) = (Math.Max(1, view.SourceVersion), Math.Max(1, view.EntityVersion));
        return new BoundView(
            view,
            Math.Max(1, source.Version) == sourceVersion ? source : await features.SourceAsync(view.Source, sourceVersion, cancel),
            Math.Max(1, entity.Version) == entityVersion ? entity : await features.EntityAsync(view.Entity, entityVersion, cancel));
    }

    /// <summary>The view named; of a reference to one feature, with that feature alone.</summary>
    public async Task<FeatureView> ViewAsync(FeatureReference reference, CancellationToken cancel)
    {
        var newest = catalog.Views.FirstOrDefault(view => view.Name == reference.View) ?? throw Unknown(reference.View);
        var view = reference.Version is { } version && version != newest.Version ? await features.ViewAsync(reference.View, version, cancel) : newest;
        if (reference.Feature is not { } wanted)
            return view;
        var one = view.Features.FirstOrDefault(feature => feature.Name == wanted);
        return one is not null ? view with { Features = [one] } : throw new PlatformException(
            FeatureErrors.UnknownFeature,
            $"The view `{view.Name}@{view.Version}` has no feature `{wanted}`.",
            Nearest.To(wanted, view.Features.Select(feature => feature.Name)) is { } near ? $"Did you mean `{near}`?" : $"It has {string.Join(", ", view.Features.Select(feature => feature.Name))}.");
    }

    private async Task<List<FeatureReference>> ExpandAsync(IReadOnlyList<string> references, CancellationToken cancel)
    {
        var expanded = new List<FeatureReference>();
        foreach (var reference in references.Select(FeatureReference.Parse))
        {
            if (catalog.Services.FirstOrDefault(service => service.Name == reference.View) is not { } service)
            {
                expanded.Add(reference);
                continue;
            }

            if (reference.Feature is not null)
                throw new PlatformException(FeatureErrors.UnknownView, $"`{reference.View}` is a feature service; it has no features of its own.", $"Name the view: {service.Features[0]}");
            if (reference.Version is { } version && version != service.Version)
                service = await features.ServiceAsync(service.Name, version, cancel);
            expanded.AddRange(service.Features.Select(FeatureReference.Parse));
        }

        return expanded;
    }

    // Both have the version's features or some of them; together in the version's order.
    private async Task<FeatureView> JoinAsync(FeatureView one, FeatureView other, CancellationToken cancel)
    {
        var whole = await ViewAsync(new FeatureReference(one.Name, one.Version, null), cancel);
        return whole with { Features = [.. whole.Features.Where(feature => one.Features.Concat(other.Features).Any(kept => kept.Name == feature.Name))] };
    }

    private PlatformException Unknown(string name)
    {
        var nearest = Nearest.To(name, catalog.Views.Select(view => view.Name).Concat(catalog.Services.Select(service => service.Name)));
        return new PlatformException(
            FeatureErrors.UnknownView,
            $"There is no feature view `{name}`.",
            (nearest is null ? "" : $"Did you mean `{nearest}`? ") + (catalog.Views.Count == 0 ? "`#!mlplatform features apply` makes the first." : $"`#!mlplatform features list` shows all {catalog.Views.Count}."));
    }
}
