using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using YamlDotNet.RepresentationModel;

namespace MLPlatform.Features.Definitions;

/// <summary>What must hold within one view, whichever way it was written.</summary>
internal static class ViewRules
{
    /// <param name="node">Where the view was written, to name the line; null for one built in C#.</param>
    /// <exception cref="PlatformException">The view contradicts itself.</exception>
    public static void Check(FeatureView view, YamlNode? node = null)
    {
        if (view.Features.Count == 0)
            throw Refuse($"The view `{view.Name}` has no features", node, "Add features: {name: expression}.");
        if (view.Features.GroupBy(feature => feature.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw Refuse($"The feature `{twice.Key}` is defined twice", node, "Give one another name.");
        if (view.Windows.Count > 0 && view.EventTime is null && view.KnownAt is null)
            throw Refuse($"The view `{view.Name}` has windows but no time", node, "Say which column holds it: event-time: COLUMN, and known-at: COLUMN when facts become known later.");
        if (view.Windows.Distinct().Count() != view.Windows.Count)
            throw Refuse($"A window of the view `{view.Name}` is there twice", node, "Keep one of them.");
        if (view.Windows.Count > 0)
            foreach (var feature in view.Features)
                Aggregate.Parse(feature);
    }

    private static PlatformException Refuse(string problem, YamlNode? node, string fix) =>
        node is null ? new PlatformException(FeatureErrors.BadDefinition, problem + ".", fix) : YamlFields.Refuse(problem, node, fix);
}
