using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Contracts.Text;
using MLPlatform.Contracts.Time;
using MLPlatform.ControlPlaneClient.Home;
using MLPlatform.Features.Materialize;
using MLPlatform.Features.Online;
using MLPlatform.Frames;

namespace MLPlatform.FeatureServer.Store;

/// <summary>Rows of views by their keys. The newest write of a key counts; ages are judged when read.</summary>
internal sealed class OnlineStore(string folder, TimeProvider time) : IAsyncDisposable
{
    private readonly ViewCatalog _catalog = new(Path.Combine(PrivateFiles.EnsureFolder(folder), "views.json"));
    private readonly CheckpointedLog _log = new(Path.Combine(folder, "store"));

    public IReadOnlyList<OnlineView> Views => _catalog.Views;

    public void PutView(OnlineView view) => _catalog.Put(view);

    /// <exception cref="PlatformException">The view is not online, or the newest version when <paramref name="version"/> is 0.</exception>
    public OnlineView View(string name, int version) => _catalog.Find(name, version).View;

    /// <summary>Writes all rows or none; durable when this returns.</summary>
    /// <returns>Rows written; rows with a null key are left out.</returns>
    /// <exception cref="PlatformException">The view is not online, or the rows don't fit it.</exception>
    public async Task<long> WriteAsync(string name, int version, Frame rows, CancellationToken cancel)
    {
        var (id, view) = _catalog.Find(name, version);
        var keys = new KeyCodec(id, view, rows);
        var values = view.Columns.Select(column => ColumnOf(view, column, rows)).ToArray();
        var times = TimesOf(view, rows);
        long written = 0;
        await _log.WriteAsync(
            batch =>
            {
                WireWriter key = new(), value = new();
                for (var row = 0; row < rows.RowCount; row++)
                {
                    if (!keys.TryWrite(key, row))
                        continue;
                    value.Clear();
                    RowCodec.Write(value, values, row, times is null || times.IsNull(row) ? RowCodec.Timeless : times.Values[row]);
                    batch.Put(key.Written.Span, value.Written.Span);
                    written++;
                }
            },
            cancel);
        return written;
    }

    /// <param name="at">Microseconds UTC that ages are counted from; 0 for now.</param>
    /// <exception cref="PlatformException">The view is not online, or a key column is missing or of another type.</exception>
    public OnlineRows Read(OnlineRead read, long at)
    {
        var (id, view) = _catalog.Find(read.View, read.Version);
        var keys = new KeyCodec(id, view, read.Keys);
        var count = read.Keys.RowCount;
        var values = view.Columns.Select(column => new ValueBuilder(column, count)).ToArray();
        var statuses = new OnlineStatus[count];
        var times = new long[count];
        // A time of prediction given by the caller makes the answer reproducible; else it is now.
        var oldest = view.Ttl is { } ttl ? (at == 0 ? UnixMicros.Now(time) : at) - UnixMicros.From(ttl) : long.MinValue;
        var key = new WireWriter();
        using var batch = _log.BeginRead();
        for (var row = 0; row < count; row++)
        {
            times[row] = RowCodec.Timeless;
            statuses[row] = OnlineStatus.NotFound;
            if (!keys.TryWrite(key, row) || batch.Get(key.Written.Span) is not { } stored)
                continue;
            times[row] = RowCodec.EventTime(stored);
            statuses[row] = times[row] != RowCodec.Timeless && times[row] < oldest ? OnlineStatus.OutsideMaxAge : OnlineStatus.Present;
            if (statuses[row] == OnlineStatus.Present)
                RowCodec.Read(stored, values, row);
        }

        return new OnlineRows(view.View, view.Version, new Frame(values.Select(value => value.Build())), statuses, times);
    }

    public ValueTask DisposeAsync() => _log.DisposeAsync();

    private static Column ColumnOf(OnlineView view, FeatureColumn column, Frame rows)
    {
        if (!rows.Has(column.Column))
            throw new PlatformException(FeatureErrors.RowsDoNotFit, $"The rows have no column `{column.Column}` of `{view.View}@{view.Version}`.", Nearest.To(column.Column, rows.Names) is { } near ? $"Did you mean `{near}`?" : "Materialize the view again.");
        return rows[column.Column].Type == column.Type
            ? rows[column.Column]
            : throw new PlatformException(FeatureErrors.RowsDoNotFit, $"The column `{column.Column}` is `{rows[column.Column].Type}`; `{view.View}@{view.Version}` was put online with {column.Type}.", "Apply the changed view, so that it gets a version of its own.");
    }

    private static Column<long>? TimesOf(OnlineView view, Frame rows) => !rows.Has(Materialization.EventTime)
        ? view.Ttl is null ? null : throw new PlatformException(FeatureErrors.RowsDoNotFit, $"The rows have no column `{Materialization.EventTime}`, and `{view.View}@{view.Version}` has a time to live.", "Add it: the time of the newest fact behind each row.")
        : rows[Materialization.EventTime] is Column<long> { Type: ColumnType.Timestamp } times ? times
        : throw new PlatformException(FeatureErrors.RowsDoNotFit, $"The column `{Materialization.EventTime}` is `{rows[Materialization.EventTime].Type}`, not a timestamp.", "Cast it.");
}
