using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Contracts.Text;

namespace MLPlatform.Features.Definitions;

internal enum AggregateKind
{
    Count,
    Sum,
    Avg,
    Min,
    Max,
}

/// <summary>What a windowed feature computes over the rows of one key.</summary>
/// <param name="Argument">A SQL scalar expression over the source's columns; null for a count of rows.</param>
internal sealed record Aggregate(AggregateKind Kind, string? Argument)
{
    private static readonly string[] Names = ["count", "sum", "avg", "min", "max"];

    public ColumnType Type => Kind == AggregateKind.Count ? ColumnType.Int64 : ColumnType.Float64;

    /// <exception cref="PlatformException">Not one aggregate call such as <c>avg(delay > 15)</c>.</exception>
    public static Aggregate Parse(FeatureDefinition feature)
    {
        var text = feature.Expression.Trim();
        var open = text.IndexOf('(', StringComparison.Ordinal);
        var name = (open < 0 ? text : text[..open]).Trim();
        var at = Array.FindIndex(Names, known => known.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (at < 0)
            throw Refuse(feature, Nearest.To(name, Names) is { } near ? $"Did you mean `{near}(…)`?" : "A feature over windows is one of count() sum(x) avg(x) min(x) max(x).");
        if (open < 0 || ClosingOf(text, open) != text.Length - 1)
            throw Refuse(feature, $"Write it as one call: {Names[at]}(expression).");
        var argument = text[(open + 1)..^1].Trim();
        var kind = (AggregateKind)at;
        if (kind == AggregateKind.Count && argument is "" or "*")
            return new Aggregate(kind, null);
        if (argument.Length == 0)
            throw Refuse(feature, $"Say what to aggregate: {Names[at]}(expression).");
        return new Aggregate(kind, kind == AggregateKind.Count ? $"CASE WHEN ({argument}) IS NOT NULL THEN 1 END" : argument);
    }

    private static PlatformException Refuse(FeatureDefinition feature, string fix) =>
        new(FeatureErrors.BadDefinition, $"The feature `{feature.Name}` is no aggregate: `{feature.Expression}`.", fix);

    // Parentheses inside SQL strings and quoted names do not count.
    private static int ClosingOf(string text, int open)
    {
        var depth = 0;
        char quote = default;
        for (var i = open; i < text.Length; i++)
        {
            if (quote != default)
                quote = text[i] == quote ? default : quote;
            else if (text[i] is '\'' or '"')
                quote = text[i];
            else if (text[i] == '(')
                depth++;
            else if (text[i] == ')' && --depth == 0)
                return i;
        }

        return -1;
    }
}
