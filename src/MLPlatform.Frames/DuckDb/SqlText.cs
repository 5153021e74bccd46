using System.Globalization;

namespace MLPlatform.Frames.DuckDb;

/// <summary>The only place that writes a value or a name into SQL.</summary>
public static class SqlText
{
    /// <summary><c>it's</c> → <c>'it''s'</c>.</summary>
    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    public static string Literal(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Round-trips; NaN and the infinities as DuckDB reads them.</summary>
    public static string Literal(double number) => double.IsFinite(number)
        ? $"{number.ToString("E16", CultureInfo.InvariantCulture)}::DOUBLE"
        : $"'{(double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity")}'::DOUBLE";

    /// <summary>A timestamp from microseconds since 1970 UTC.</summary>
    public static string Timestamp(long micros) => $"make_timestamp({Literal(micros)})";

    /// <summary><c>my "col"</c> → <c>"my ""col"""</c>.</summary>
    public static string Identifier(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public static string Identifiers(IEnumerable<string> names) => string.Join(", ", names.Select(Identifier));
}
