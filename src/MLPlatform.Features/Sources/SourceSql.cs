using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Features.Definitions;
using MLPlatform.Frames.DuckDb;

namespace MLPlatform.Features.Sources;

/// <summary>The SQL that reads what one view needs from its source.</summary>
internal static class SourceSql
{
    public const string Happened = "happened";

    public const string Known = "known";

    public static string KeyColumn(int index) => "key" + Index(index);

    public static string ValueColumn(int index) => "value" + Index(index);

    /// <summary>A SELECT of <c>key0…, happened, known, value0…</c>; times as timestamps and absent where the view names none.</summary>
    /// <exception cref="PlatformException">A file is not there, or a feature is no aggregate.</exception>
    public static string Of(FeatureView view, DataSource source, Entity entity)
    {
        var selected = new List<string>();
        for (var i = 0; i < entity.Keys.Count; i++)
            selected.Add($"{SqlText.Identifier(KeyOf(view, entity.Keys[i]))} AS {KeyColumn(i)}");
        if (view.EventTime is { } happened)
            selected.Add($"CAST({SqlText.Identifier(happened)} AS TIMESTAMP) AS {Happened}");
        if (view.KnownAt is { } known)
            selected.Add($"CAST({SqlText.Identifier(known)} AS TIMESTAMP) AS {Known}");
        var values = view.Windows.Count == 0 ? [.. view.Features.Select(feature => $"({feature.Expression})")] : Arguments(view).Select(argument => $"CAST(({argument}) AS DOUBLE)").ToArray();
        for (var i = 0; i < values.Length; i++)
            selected.Add($"{values[i]} AS {ValueColumn(i)}");
        return $"{Files(source)}SELECT {string.Join(", ", selected)} FROM ({Rows(view, source)}) AS source";
    }

    /// <summary>The source's rows with all its columns.</summary>
    /// <exception cref="PlatformException">A file is not there.</exception>
    public static string Of(DataSource source) => $"{Files(source)}SELECT * FROM ({Rows(source)}) AS source";

    /// <summary>The distinct expressions the aggregates of a windowed view run over, in the order of the value columns.</summary>
    public static IReadOnlyList<string> Arguments(FeatureView view) =>
        [.. view.Features.Select(feature => Aggregate.Parse(feature).Argument).OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>The column that holds a key, in the source and in the caller's rows.</summary>
    public static string KeyOf(FeatureView view, JoinKey key) => view.KeyColumns.TryGetValue(key.Name, out var column) ? column : key.Name;

    // The view's own SELECT sees the source under its name, which hides a file of the same name.
    private static string Rows(FeatureView view, DataSource source) =>
        view.Sql is { } sql ? $"WITH {SqlText.Identifier(source.Name)} AS ({Rows(source)}) {sql}" : Rows(source);

    private static string Rows(DataSource source) => source.Sql ?? $"SELECT * FROM {SqlText.Identifier(source.Files.Keys.First())}";

    private static string Files(DataSource source)
    {
        foreach (var (name, path) in source.Files)
            if (path.IndexOfAny(['*', '?', '[']) < 0 && !File.Exists(path))
                throw new PlatformException(DataErrors.FileUnreadable, $"The file `{path}` of the source `{source.Name}` is not there.", $"Correct files: {{{name}: …}} and apply again.");
        return $"WITH {string.Join(", ", source.Files.Select(file => $"{SqlText.Identifier(file.Key)} AS (SELECT * FROM {SqlText.Literal(file.Value)})"))} ";
    }

    private static string Index(int index) => index.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
