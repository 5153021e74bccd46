using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Frames;
using MLPlatform.Frames.DuckDb;

namespace MLPlatform.Features.Sources;

/// <summary>A source's own rows, as its SQL gives them.</summary>
public static class SourceTable
{
    /// <exception cref="PlatformException">A file or the SQL can't be read.</exception>
    public static Frame Read(DataSource source, CancellationToken cancel = default)
    {
        using var engine = new SqlEngine();
        return engine.Query(SourceSql.Of(source), cancel);
    }
}
