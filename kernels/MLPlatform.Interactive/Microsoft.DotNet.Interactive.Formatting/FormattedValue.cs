using MLPlatform.Kernel.Display;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>A value as text of one media type; shown as it is.</summary>
public class FormattedValue(string mimeType, string value) : MLPlatform.Plots.Output.IShown
{
    public string MimeType { get; } = mimeType;

    public string Value { get; } = value;

    public bool SuppressDisplay { get; set; }

    public static FormattedValue CreateSingleFromObject(object? value, string? mimeType = null)
    {
        var chosen = mimeType ?? Formatter.DefaultMimeType;
        return new FormattedValue(chosen, Representation.Of(value, chosen));
    }

    public static IReadOnlyList<FormattedValue> CreateManyFromObject(object? value, params string[] mimeTypes) =>
        mimeTypes.Length == 0 ? Formatter.Values(ValueFormatter.ToBundle(value)) : [.. mimeTypes.Select(mime => CreateSingleFromObject(value, mime))];

    public MLPlatform.Plots.Output.MimeBundle ToBundle() => new MLPlatform.Plots.Reports.Markup(MimeType, Value).ToBundle();

    public override string ToString() => Value;
}
