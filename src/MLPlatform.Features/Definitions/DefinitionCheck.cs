using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Features.Sources;
using MLPlatform.Frames.DuckDb;

namespace MLPlatform.Features.Definitions;

/// <summary>Whether views can be read from their sources, found out before anything is applied: the SQL is bound, no row is read.</summary>
public static class DefinitionCheck
{
    /// <param name="views">Views to check; the sources and entities they name are looked up in the other two.</param>
    /// <exception cref="PlatformException">A file is missing, a column does not exist or has the wrong type, an expression is wrong.</exception>
    public static void Run(IReadOnlyList<FeatureView> views, IReadOnlyList<DataSource> sources, IReadOnlyList<Entity> entities, CancellationToken cancel)
    {
        using var engine = new SqlEngine();
        foreach (var view in views)
        {
            var source = sources.FirstOrDefault(one => one.Name == view.Source);
            var entity = entities.FirstOrDefault(one => one.Name == view.Entity);
            // The control plane names what is unknown; here only what is known can be checked.
            if (source is not null && entity is not null)
                SourceRows.Load(view, source, entity, engine, cancel, rows: 0);
        }
    }
}
