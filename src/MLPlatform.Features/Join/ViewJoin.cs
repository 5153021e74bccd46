using MLPlatform.Contracts.Time;
using MLPlatform.Features.Sources;
using MLPlatform.Frames;

namespace MLPlatform.Features.Join;

/// <param name="Columns">The view's columns, one row per entity row.</param>
/// <param name="Found">Whether anything valid was known of the row's key.</param>
/// <param name="Newest">Time of the newest fact behind the row, microseconds; <see cref="long.MinValue"/> for none or a fact that always holds.</param>
/// <param name="Leaky">Rows with a value from the future; empty when none can be.</param>
internal sealed record ViewRows(IReadOnlyList<Column> Columns, bool[] Found, long[] Newest, bool[] Leaky);

/// <summary>One view joined to entity rows. Training and materialisation both come through here, so they cannot disagree.</summary>
internal static class ViewJoin
{
    /// <param name="keys">The entity's keys in the entity rows, in the order of the entity.</param>
    /// <param name="at">Time of each entity row.</param>
    /// <param name="undated">Entity rows without a time; null when all have one.</param>
    public static ViewRows Run(SourceRows source, IReadOnlyList<Column> keys, ReadOnlyMemory<long> at, Column? undated, TimeSpan? ttl, Leak leak, int threads)
    {
        var (ids, asked, count) = KeyIds.Match(source.Keys, keys, threads);
        KeyNulls.Clear(asked, undated);
        var times = Times(source, ids, count, asked, at, ttl, leak, threads);
        if (source.View.Windows.Count == 0)
            return Plain(source, times);
        var arguments = SourceSql.Arguments(source.View)
            .Select((argument, i) => KeyValuePair.Create(argument, source.Frame[SourceSql.ValueColumn(i)]))
            .ToDictionary(StringComparer.Ordinal);
        var windows = WindowJoin.Run(times, source.View, arguments);
        return new ViewRows(windows.Columns, Array.ConvertAll(windows.Newest, time => time != long.MinValue), windows.Newest, windows.Leaky);
    }

    private static JoinTimes Times(SourceRows source, int[] ids, int count, int[] asked, ReadOnlyMemory<long> at, TimeSpan? ttl, Leak leak, int threads)
    {
        var view = source.View;
        var happened = view.EventTime is null ? null : source.Frame.Numbers<long>(SourceSql.Happened);
        var known = view.KnownAt is null ? null : source.Frame.Numbers<long>(SourceSql.Known);
        // A fact without an event time happened when it became known.
        var (when, later) = happened is null ? (known, null) : (happened, known);
        KeyNulls.Clear(ids, when);
        var none = when is null ? Always(ids.Length) : when.Memory;
        var limit = ttl is { } span && when is not null ? UnixMicros.From(span) : long.MaxValue;
        return new JoinTimes(ids, count, none, later is null ? default : NeverWhereNull(later), asked, at, limit, leak, threads);
    }

    private static ViewRows Plain(SourceRows source, JoinTimes times)
    {
        var picks = PlainJoin.Run(times);
        var columns = source.Columns;
        var taken = new Column[columns.Count];
        Parallel.For(0, taken.Length, new ParallelOptions { MaxDegreeOfParallelism = times.Threads }, i =>
            taken[i] = NullWhereNaN(source.Frame[SourceSql.ValueColumn(i)].Take(picks.Rows)).Rename(columns[i].Column));
        return new ViewRows(taken, Array.ConvertAll(picks.Rows, row => row >= 0), picks.Newest, picks.Leaky);
    }

    private static long[] Always(int rows)
    {
        var times = new long[rows];
        Array.Fill(times, long.MinValue);
        return times;
    }

    private static ReadOnlyMemory<long> NeverWhereNull(Column<long> known)
    {
        if (known.NullCount == 0)
            return known.Memory;
        var times = known.Values.ToArray();
        for (var row = 0; row < times.Length; row++)
            if (known.IsNull(row))
                times[row] = long.MaxValue;
        return times;
    }

    private static Column NullWhereNaN(Column column)
    {
        if (column is not Column<double> doubles || !doubles.Values.ContainsAnyNaN())
            return column;
        var validity = new byte[Bitmap.ByteCount(doubles.Length)];
        for (var row = 0; row < doubles.Length; row++)
            if (!doubles.IsNull(row) && !double.IsNaN(doubles.Values[row]))
                Bitmap.Set(validity, row, true);
        return new Column<double>(doubles.Name, doubles.Memory, validity);
    }

    private static bool ContainsAnyNaN(this ReadOnlySpan<double> values)
    {
        foreach (var value in values)
            if (double.IsNaN(value))
                return true;
        return false;
    }
}
