using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Features.Definitions;
using MLPlatform.Frames;
using MLPlatform.Frames.DuckDb;

namespace MLPlatform.Features.Sources;

/// <summary>What one view reads from its source: keys, times and values of every row, in the source's order.</summary>
/// <param name="Frame">Columns as <see cref="SourceSql"/> names them.</param>
internal sealed record SourceRows(FeatureView View, Entity Entity, Frame Frame)
{
    public IReadOnlyList<Column> Keys => [.. Enumerable.Range(0, Entity.Keys.Count).Select(i => Frame[SourceSql.KeyColumn(i)])];

    /// <summary>The columns the view produces; those of a plain view have the types the SQL gave.</summary>
    public IReadOnlyList<FeatureColumn> Columns => View.Windows.Count > 0
        ? FeatureNames.OfWindows(View)
        : [.. View.Features.Select((feature, i) => new FeatureColumn(View.Name, View.Version, feature.Name, FeatureNames.ColumnOf(View.Name, feature.Name), Frame[SourceSql.ValueColumn(i)].Type))];

    /// <param name="rows">At most this many rows; 0 binds the SQL and reads none.</param>
    /// <exception cref="PlatformException">A file or the SQL cannot be read, or a key column has another type than the entity says.</exception>
    public static SourceRows Load(FeatureView view, DataSource source, Entity entity, SqlEngine engine, CancellationToken cancel, int? rows = null)
    {
        Frame frame;
        try
        {
            frame = engine.Query(SourceSql.Of(view, source, entity) + (rows is { } most ? $" LIMIT {SqlText.Literal(most)}" : ""), cancel);
        }
        catch (PlatformException error) when (error.Code == DataErrors.QueryFailed)
        {
            throw SourceTable.Refusal($"The view `{view.Name}` cannot be read from the source `{source.Name}`: {error.Problem}", source, error);
        }

        var loaded = new SourceRows(view, entity, frame);
        for (var i = 0; i < entity.Keys.Count; i++)
            if (!KeyTypes.Fit(entity.Keys[i].Type, loaded.Keys[i].Type))
                throw new PlatformException(
                    FeatureErrors.KeyType,
                    $"The column `{SourceSql.KeyOf(view, entity.Keys[i])}` of the source `{source.Name}` is {loaded.Keys[i].Type}; the entity `{entity.Name}` says its key `{entity.Keys[i].Name}` is {entity.Keys[i].Type}.",
                    "Cast it in the source's sql, or correct the entity.");
        return loaded;
    }
}
