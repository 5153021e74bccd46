using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Contracts.Text;
using MLPlatform.Features.Definitions;
using MLPlatform.Features.Sources;
using MLPlatform.Frames;

namespace MLPlatform.Features.Join;

/// <summary>Checks of the caller's rows, before any source is read.</summary>
internal static class EntityRows
{
    public static Column<long> Times(Frame rows, string at)
    {
        if (!rows.Has(at))
            throw new PlatformException(FeatureErrors.TimeMissing, $"The rows have no column `{at}` with the time of prediction.", FixFor(at, rows, "Name it: --at COLUMN"));
        return rows[at] is Column<long> { Type: ColumnType.Timestamp } times
            ? times
            : throw new PlatformException(DataErrors.WrongType, $"The column `{at}` is {rows[at].Type}; the time of prediction is a {ColumnType.Timestamp}.", $"Cast it in SQL: CAST({at} AS TIMESTAMP), or make_timestamp({at}) for microseconds.");
    }

    public static IReadOnlyList<Column> Keys(Frame rows, FeatureView view, Entity entity) => [.. entity.Keys.Select(key => Key(rows, view, entity, key))];

    private static Column Key(Frame rows, FeatureView view, Entity entity, JoinKey key)
    {
        var name = SourceSql.KeyOf(view, key);
        if (!rows.Has(name))
            throw new PlatformException(FeatureErrors.KeyMissing, $"The rows have no column `{name}`, which view `{view.Name}` joins on.", FixFor(name, rows, $"Add it, or rename the column that holds the {entity.Name}"));
        var column = rows[name];
        return KeyTypes.Fit(key.Type, column.Type)
            ? column
            : throw new PlatformException(FeatureErrors.KeyType, $"The column `{name}` is {column.Type}; the key `{key.Name}` of the entity `{entity.Name}` is {key.Type}.", $"Cast it in SQL: CAST({name} AS {SqlNameOf(key.Type)}).");
    }

    private static string FixFor(string name, Frame rows, string otherwise) => Nearest.To(name, rows.Names) is { } nearest ? $"Did you mean `{nearest}`?" : otherwise + ".";

    private static string SqlNameOf(ColumnType type) => type switch
    {
        ColumnType.Text => "VARCHAR",
        ColumnType.Bool => "BOOLEAN",
        ColumnType.Timestamp => "TIMESTAMP",
        ColumnType.Float32 or ColumnType.Float64 => "DOUBLE",
        _ => "BIGINT",
    };
}
