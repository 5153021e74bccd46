using MLPlatform.Contracts.Features;
using MLPlatform.Features.Join;
using MLPlatform.Features.Online;
using MLPlatform.Features.Sources;
using MLPlatform.Frames;
using MLPlatform.Frames.DuckDb;

namespace MLPlatform.Features.Materialize;

/// <param name="View">What the online store needs to know before the rows.</param>
/// <param name="Rows">Key columns, feature columns, <see cref="Materialization.EventTime"/>; one row per key of which something is known.</param>
public sealed record MaterializedRows(OnlineView View, Frame Rows);

/// <summary>The values of a view for every key as of one time, ready for the online store.</summary>
public static class Materialization
{
    /// <summary>Timestamp of the newest fact behind a row; null for facts that always hold.</summary>
    public const string EventTime = "event_time";

    /// <param name="asOf">Microseconds UTC; only what was known then is used.</param>
    /// <returns>Values older than the view's time to live are kept: the server refuses them at read, by the reader's time.</returns>
    /// <exception cref="Contracts.Errors.PlatformException">The source cannot be read.</exception>
    public static Task<MaterializedRows> RowsAsync(FeatureView view, DataSource source, Entity entity, long asOf, int threads = 0, CancellationToken cancel = default) =>
        Task.Run(() => Rows(view, source, entity, asOf, threads > 0 ? threads : Environment.ProcessorCount, cancel), cancel);

    private static MaterializedRows Rows(FeatureView view, DataSource source, Entity entity, long asOf, int threads, CancellationToken cancel)
    {
        using var engine = new SqlEngine(threads);
        var read = SourceRows.Load(view, source, entity, engine, cancel);
        var first = FirstRows(new KeyIds(read.Keys));
        var keys = read.Keys.Select(key => key.Take(first)).ToArray();
        var at = new long[first.Length];
        Array.Fill(at, asOf);
        var joined = ViewJoin.Run(read, keys, at, undated: null, ttl: null, Leak.None, threads);

        var names = entity.Keys.Select(key => SourceSql.KeyOf(view, key)).ToArray();
        var rows = new Frame([.. keys.Select((key, i) => key.Rename(names[i])), .. joined.Columns, Times(joined.Newest)]);
        var found = Enumerable.Range(0, first.Length).Where(row => joined.Found[row]).ToArray();
        return new MaterializedRows(
            new OnlineView(view.Name, view.Version, [.. names.Select((name, i) => new JoinKey(name, entity.Keys[i].Type))], read.Columns, view.EventTime is null && view.KnownAt is null ? null : view.Ttl),
            found.Length == rows.RowCount ? rows : rows.Take(found));
    }

    private static int[] FirstRows(KeyIds ids)
    {
        var seen = new bool[ids.Count];
        var first = new List<int>();
        for (var row = 0; row < ids.Rows.Length; row++)
        {
            if (ids.Rows[row] < 0 || seen[ids.Rows[row]])
                continue;
            seen[ids.Rows[row]] = true;
            first.Add(row);
        }

        return [.. first];
    }

    private static Column<long> Times(long[] newest)
    {
        var validity = new byte[Bitmap.ByteCount(newest.Length)];
        for (var row = 0; row < newest.Length; row++)
            if (newest[row] != long.MinValue)
                Bitmap.Set(validity, row, true);
        return new Column<long>(EventTime, newest, validity, timestamp: true);
    }
}
