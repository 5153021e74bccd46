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
        return Read(source, engine, cancel);
    }

    /// <inheritdoc cref="Read(DataSource, CancellationToken)"/>
    /// <param name="rows">At most this many rows; 0 binds the SQL and reads none.</param>
    internal static Frame Read(DataSource source, SqlEngine engine, CancellationToken cancel, int? rows = null)
    {
        try
        {
            return engine.Query(SourceSql.Of(source) + (rows is { } most ? $" LIMIT {SqlText.Literal(most)}" : ""), cancel);
        }
        catch (PlatformException error) when (error.Code == DataErrors.QueryFailed)
        {
            throw Refusal($"The source `{source.Name}` cannot be read: {error.Problem}", source, error);
        }
    }

    /// <summary>What to say of a query that failed: whether a file of the source is at fault, or the SQL.</summary>
    internal static PlatformException Refusal(string problem, DataSource source, PlatformException error)
    {
        var torn = source.Files.Values.Any(path => error.Problem.Contains(path, StringComparison.Ordinal));
        return new PlatformException(torn ? DataErrors.FileUnreadable : error.Code, problem, torn ? "Fetch or write the file again." : error.Fix, error);
    }
}
