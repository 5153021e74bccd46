using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Features.Sources;
using MLPlatform.Frames.DuckDb;

namespace MLPlatform.Features.Definitions;

/// <summary>Whether sources and views can be read, found out before anything is applied: the SQL is bound, no row is read.</summary>
public static class DefinitionCheck
{
    /// <param name="wanted">What to check; the sources and entities its views name are looked up in the other two.</param>
    /// <exception cref="PlatformException">A file is missing or damaged, a column does not exist or has the wrong type, an expression is wrong.</exception>
    public static void Run(FeatureDefinitions wanted, IReadOnlyList<DataSource> sources, IReadOnlyList<Entity> entities, CancellationToken cancel)
    {
        using var engine = new SqlEngine();
        // Views first: their refusals say more.
        foreach (var view in wanted.Views)
        {
            var source = sources.FirstOrDefault(one => one.Name == view.Source);
            var entity = entities.FirstOrDefault(one => one.Name == view.Entity);
            // The control plane names what is unknown; here only what is known can be checked.
            if (source is not null && entity is not null)
                SourceRows.Load(view, source, entity, engine, cancel, rows: 0);
        }

        foreach (var source in wanted.Sources)
            SourceTable.Read(source, engine, cancel, rows: 0);
    }
}
