using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Text;

namespace MLPlatform.Contracts.Features;

/// <summary>Writes into a service the versions of its views, so that a later change of a view leaves what a model reads as it is.</summary>
internal static class ServicePins
{
    /// <param name="views">The newest version of every view, by name.</param>
    /// <exception cref="PlatformException">There is no such view, version or feature.</exception>
    public static FeatureService Of(FeatureService service, IReadOnlyDictionary<string, FeatureView> views)
    {
        var pins = service.Features.Select(text => Of(service, FeatureReference.Parse(text), views)).ToArray();
        return pins.FirstOrDefault(pin => pins.Any(other => other.View == pin.View && other.Version != pin.Version)) is { } twice
            ? throw new PlatformException(FeatureErrors.BadDefinition, $"The service `{service.Name}` names two versions of the view `{twice.View}`.", "Keep one: their columns have the same names.")
            : service with { Features = [.. pins.Select(pin => pin.ToString()).Distinct(StringComparer.Ordinal)] };
    }

    private static FeatureReference Of(FeatureService service, FeatureReference reference, IReadOnlyDictionary<string, FeatureView> views)
    {
        if (!views.TryGetValue(reference.View, out var view))
            throw new PlatformException(
                FeatureErrors.UnknownView,
                $"The service `{service.Name}` names the view `{reference.View}`, which does not exist.",
                Nearest.To(reference.View, views.Keys) is { } near ? $"Did you mean `{near}`?" : "Define it in the same cell.");
        if (reference.Version > view.Version)
            throw new PlatformException(FeatureErrors.UnknownView, $"The service `{service.Name}` names `{reference.View}@{reference.Version}`.", $"The newest is {view.Version}.");
        // Only the newest version's features are known here; an older one's are checked when it is read.
        if (reference.Feature is { } feature && (reference.Version ?? view.Version) == view.Version && view.Features.All(known => known.Name != feature))
            throw new PlatformException(
                FeatureErrors.UnknownFeature,
                $"The service `{service.Name}` names `{feature}`, which the view `{view.Name}` does not have.",
                Nearest.To(feature, view.Features.Select(known => known.Name)) is { } near ? $"Did you mean `{near}`?" : $"It has {string.Join(", ", view.Features.Select(known => known.Name))}.");
        return reference with { Version = reference.Version ?? view.Version };
    }
}
