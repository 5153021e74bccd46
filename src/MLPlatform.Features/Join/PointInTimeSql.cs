using System.Globalization;
using MLPlatform.Contracts.Features;
using MLPlatform.Contracts.Time;
using MLPlatform.Features.Definitions;
using MLPlatform.Features.Sources;
using MLPlatform.Frames.DuckDb;

namespace MLPlatform.Features.Join;

/// <summary>The same join written as general SQL, slower and with nothing in common with the kernels: what they are checked against.</summary>
internal static class PointInTimeSql
{
    /// <summary>
    /// Over a table <c>facts</c> with the columns of <see cref="SourceSql"/> and <c>place</c> (row number), and a table <c>asks</c> with <c>row, key0…, at</c>:
    /// the view's columns in order of <c>row</c>.
    /// </summary>
    /// <param name="happened">SQL of the event time; null for facts that always hold.</param>
    /// <param name="known">SQL of the time a fact became known; null when known as it happens.</param>
    public static string Of(FeatureView view, int keys, string? happened, string? known, Leak leak)
    {
        (happened, known) = happened is null ? (known, null) : (happened, known);
        var on = string.Join(" AND ", Enumerable.Range(0, keys).Select(i => string.Create(CultureInfo.InvariantCulture, $"asks.key{i} = facts.key{i}")));
        return view.Windows.Count == 0 ? Plain(view, on, happened, known, leak) : Windowed(view, on, happened!, leak == Leak.LatestValue ? happened! : known ?? happened!);
    }

    private static string Plain(FeatureView view, string on, string? happened, string? known, Leak leak)
    {
        if (happened is not null)
            on += $" AND {happened} <= asks.at" + (view.Ttl is { } ttl ? $" AND {happened} >= {Before(ttl)}" : "");
        if (known is not null && leak == Leak.None)
            on += $" AND {known} <= asks.at";
        var order = string.Join(", ", new[] { happened, known is null ? null : $"coalesce({known}, 'infinity'::TIMESTAMP)", "place" }.OfType<string>().Select(term => term + " DESC"));
        var values = string.Join(", ", view.Features.Select((feature, i) => string.Create(CultureInfo.InvariantCulture, $"value{i} AS {SqlText.Identifier(FeatureNames.ColumnOf(view.Name, feature.Name))}")));
        return $"""
            WITH matched AS (SELECT asks.row AS matched_row, facts.*, row_number() OVER (PARTITION BY asks.row ORDER BY {order}) AS rank FROM asks JOIN facts ON {on})
            SELECT {values} FROM asks LEFT JOIN matched ON matched_row = asks.row AND rank = 1 ORDER BY asks.row
            """;
    }

    private static string Windowed(FeatureView view, string on, string happened, string time)
    {
        var arguments = SourceSql.Arguments(view);
        var alive = view.Ttl is { } ttl ? $"max({time}) >= {Before(ttl)}" : $"max({time}) IS NOT NULL";
        var values = from feature in view.Features
                     let aggregate = Aggregate.Parse(feature)
                     let value = aggregate.Argument is null ? "facts.place" : string.Create(CultureInfo.InvariantCulture, $"CASE WHEN isfinite(value{arguments.ToList().IndexOf(aggregate.Argument)}) THEN value{arguments.ToList().IndexOf(aggregate.Argument)} END")
                     from window in view.Windows
                     select $"CASE WHEN {alive} THEN {aggregate.Kind}({value}) FILTER (WHERE {time} > {Before(window)}) END AS {SqlText.Identifier(FeatureNames.ColumnOf(view.Name, feature.Name, window))}";
        return $"SELECT {string.Join(", ", values)} FROM asks LEFT JOIN facts ON {on} AND {happened} IS NOT NULL AND {time} <= asks.at GROUP BY asks.row, asks.at ORDER BY asks.row";
    }

    private static string Before(TimeSpan span) => $"asks.at - to_microseconds({SqlText.Literal(UnixMicros.From(span))})";
}
