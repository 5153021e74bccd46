using MLPlatform.Contracts.Features;
using MLPlatform.Contracts.Time;
using MLPlatform.Features.Definitions;
using MLPlatform.Frames;

namespace MLPlatform.Features.Join;

/// <param name="Columns">The view's columns, one row per entity row.</param>
/// <param name="Newest">Time of the newest row of the key at each entity row's time; <see cref="long.MinValue"/> for none, or none young enough.</param>
/// <param name="Leaky">As in <see cref="Picks"/>.</param>
internal sealed record WindowRows(IReadOnlyList<Column> Columns, long[] Newest, bool[] Leaky);

/// <summary>
/// Aggregates over the rows of the key whose time is in (T - w, T]: the time they became known, or, when asked to leak, the time they happened.
/// A key of which nothing is known at T, or nothing younger than the time to live, gives nulls; else a count of no rows is 0 and the others are null.
/// </summary>
internal static class WindowJoin
{
    /// <param name="arguments">Column of each distinct aggregate argument, in source order.</param>
    public static WindowRows Run(JoinTimes join, FeatureView view, IReadOnlyDictionary<string, Column> arguments)
    {
        var leaking = join.Leak == Leak.LatestValue;
        // When asked to leak, rows are ordered by Happened and Known only tells the damage; else Known decides.
        var groups = KeyGroups.Of(join.Ids, join.KeyCount, leaking || join.Known.IsEmpty ? join.Happened : join.Known, default, join.Threads);
        var late = leaking && !join.Known.IsEmpty ? LateTree(groups.Rows, join.Known.Span) : null;
        var aggregates = view.Features.Select(Aggregate.Parse).ToArray();
        var values = arguments.ToDictionary(
            pair => pair.Key,
            pair => new WindowValues(pair.Value, groups.Rows, [.. aggregates.Where(aggregate => aggregate.Argument == pair.Key).Select(aggregate => aggregate.Kind)]));
        var windows = view.Windows.Select(UnixMicros.From).ToArray();
        var widest = windows.Max();
        var columns = FeatureNames.OfWindows(view);
        var outputs = columns.Select(column => new WindowOutput(column, join.Asked.Length)).ToArray();
        var newest = new long[join.Asked.Length];
        var leaky = late is null ? [] : new bool[newest.Length];

        RowChunks.Run(newest.Length, join.Threads, (start, stop) =>
        {
            var at = join.At.Span;
            for (var row = start; row < stop; row++)
            {
                newest[row] = long.MinValue;
                var key = join.Asked[row];
                var first = key < 0 ? 0 : groups.Starts[key];
                var end = key < 0 ? 0 : groups.After(first, groups.Starts[key + 1], at[row]);
                // A row known "never" is at long.MaxValue and can only be met by asking for that very moment.
                if (end == first || groups.Times[end - 1] < JoinTimes.Oldest(at[row], join.Ttl) || groups.Times[end - 1] == long.MaxValue)
                    continue;
                newest[row] = groups.Times[end - 1];
                for (var w = 0; w < windows.Length; w++)
                {
                    var from = groups.After(first, end, JoinTimes.Oldest(at[row], windows[w]));
                    for (var f = 0; f < aggregates.Length; f++)
                        Write(outputs[f * windows.Length + w], aggregates[f], values, row, from, end);
                    if (late is not null && windows[w] == widest)
                        leaky[row] = late.Of(from, end) > at[row];
                }
            }
        });
        return new WindowRows([.. outputs.Select(output => output.ToColumn())], newest, leaky);
    }

    private static void Write(WindowOutput output, Aggregate aggregate, Dictionary<string, WindowValues> values, int row, int from, int end)
    {
        if (aggregate.Kind == AggregateKind.Count)
            output.Set(row, aggregate.Argument is null ? end - from : values[aggregate.Argument].Count(from, end));
        else
            output.Set(row, values[aggregate.Argument!].Of(aggregate.Kind, from, end));
    }

    // Times up to 2^53 µs (year 2255) are exact as doubles.
    private static ExtremeTree LateTree(int[] rows, ReadOnlySpan<long> known)
    {
        var times = new double[rows.Length];
        for (var i = 0; i < rows.Length; i++)
            times[i] = known[rows[i]];
        return new ExtremeTree(times, least: false);
    }
}

/// <summary>A column being filled by several threads, each at rows of its own bytes of the bitmap.</summary>
internal sealed class WindowOutput
{
    private readonly FeatureColumn _column;
    private readonly byte[] _validity;
    private readonly double[] _doubles;
    private readonly long[] _longs;

    public WindowOutput(FeatureColumn column, int rows)
    {
        _column = column;
        _validity = new byte[Bitmap.ByteCount(rows)];
        _longs = column.Type == ColumnType.Int64 ? new long[rows] : [];
        _doubles = column.Type == ColumnType.Int64 ? [] : new double[rows];
    }

    public void Set(int row, long value)
    {
        _longs[row] = value;
        Bitmap.Set(_validity, row, true);
    }

    /// <param name="value">NaN leaves the row null.</param>
    public void Set(int row, double value)
    {
        if (double.IsNaN(value))
            return;
        _doubles[row] = value;
        Bitmap.Set(_validity, row, true);
    }

    public Column ToColumn()
    {
        var rows = _longs.Length + _doubles.Length;
        ReadOnlyMemory<byte> validity = Bitmap.CountOnes(_validity, rows) == rows ? default : _validity;
        return _column.Type == ColumnType.Int64 ? new Column<long>(_column.Column, _longs, validity) : new Column<double>(_column.Column, _doubles, validity);
    }
}
