using System.Globalization;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.Contracts.Features;

/// <summary>A view, or one feature of it, as people name it: <c>view</c>, <c>view@2</c>, <c>view:feature</c>, <c>view@2:feature</c>.</summary>
/// <param name="Version">Null for the newest.</param>
/// <param name="Feature">Null for all of the view's.</param>
public sealed record FeatureReference(string View, int? Version, string? Feature)
{
    /// <exception cref="PlatformException">The text has another form.</exception>
    public static FeatureReference Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var view = colon < 0 ? text : text[..colon];
        var at = view.IndexOf('@', StringComparison.Ordinal);
        var version = 0;
        var wrong = colon == text.Length - 1 || view.Length == 0 || at == 0 || (at > 0 && (!int.TryParse(view.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out version) || version == 0));
        return wrong
            ? throw new PlatformException(FeatureErrors.UnknownView, $"`{text}` is no view reference.", "Write `view`, `view@3` or `view:feature`.")
            : new FeatureReference(at < 0 ? view : view[..at], at < 0 ? null : version, colon < 0 ? null : text[(colon + 1)..]);
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{View}{(Version is { } version ? "@" + version.ToString(CultureInfo.InvariantCulture) : "")}{(Feature is null ? "" : ":" + Feature)}");
}
