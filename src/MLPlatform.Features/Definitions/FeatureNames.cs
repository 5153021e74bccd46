using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Contracts.Text;
using MLPlatform.Contracts.Time;

namespace MLPlatform.Features.Definitions;

/// <summary>How the columns a view produces are called, and how one is found by the name people write.</summary>
public static class FeatureNames
{
    /// <summary><c>origin_load__mean_delay_1d</c>; without a window <c>airports__latitude</c>.</summary>
    public static string ColumnOf(string view, string feature, TimeSpan? window = null) =>
        window is { } span ? $"{view}__{feature}_{Durations.Format(span)}" : $"{view}__{feature}";

    /// <summary>The columns of a windowed view, features outermost; types follow from the aggregates.</summary>
    /// <exception cref="PlatformException">A feature is no aggregate.</exception>
    public static IReadOnlyList<FeatureColumn> OfWindows(FeatureView view) =>
    [
        .. from feature in view.Features
           let type = Aggregate.Parse(feature).Type
           from window in view.Windows
           select new FeatureColumn(view.Name, view.Version, feature.Name, ColumnOf(view.Name, feature.Name, window), type),
    ];

    /// <param name="name"><c>mean_delay_1d</c> or the whole column name.</param>
    /// <exception cref="PlatformException">The view has no such feature; the message names the nearest.</exception>
    public static FeatureColumn Find(IReadOnlyList<FeatureColumn> columns, string view, string name)
    {
        var prefix = view + "__";
        foreach (var column in columns)
            if (column.Column == name || (column.Column.Length == prefix.Length + name.Length && column.Column.EndsWith(name, StringComparison.Ordinal)))
                return column;
        var nearest = Nearest.To(name, columns.Select(column => column.Column[prefix.Length..]));
        throw new PlatformException(
            FeatureErrors.UnknownFeature,
            $"The view `{view}` has no feature `{name}`.",
            nearest is null ? $"It has {string.Join(", ", columns.Select(column => column.Column[prefix.Length..]))}." : $"Did you mean `{nearest}`?");
    }
}
