using MLPlatform.Contracts.Features;
using MLPlatform.Features.Join;
using MLPlatform.Features.Sources;
using MLPlatform.Frames;

namespace MLPlatform.Features.Tests.Join;

/// <summary>One feature row; small numbers, so that ties and edges are common. Times in seconds.</summary>
public sealed record Fact(byte Key, int Happened, bool Timeless, sbyte Delay, bool Unknown, double Value, bool Missing);

/// <summary>One entity row.</summary>
public sealed record Ask(byte Key, int At);

/// <summary>How the view under test is set up.</summary>
public sealed record Shape(byte Keys, bool Dated, bool Delayed, byte Ttl, byte Window, bool Sorted, bool Leaky);

/// <summary>Turns generated rows into the tables the join reads.</summary>
internal static class Facts
{
    public const long Second = 1_000_000;

    public static Fact[] Prepare(Fact[] facts, Shape shape) =>
        shape.Sorted ? [.. facts.Select(fact => fact with { Timeless = false }).OrderBy(fact => fact.Happened)] : facts;

    public static long? Happened(Fact fact, Shape shape) => shape.Dated && !fact.Timeless ? fact.Happened * Second : null;

    public static long? Known(Fact fact, Shape shape) => shape.Delayed && !fact.Unknown ? (fact.Happened + fact.Delay % 30) * Second : null;

    public static double? Value(Fact fact) => fact.Missing ? null : double.IsFinite(fact.Value) ? Math.Round(Math.IEEERemainder(fact.Value, 1e6), 3) : fact.Value;

    public static Leak LeakOf(Shape shape) => shape.Leaky ? Leak.LatestValue : Leak.None;

    /// <summary>No key, one number, one sparse number, one text, or both of two.</summary>
    public static Column[] Keys(IReadOnlyList<byte> keys, Shape shape) => (shape.Keys % 4) switch
    {
        0 => [new Column<long>("key0", keys.Select(key => (long)key % 7).ToArray())],
        1 => [new Column<long>("key0", keys.Select(key => (key % 7 - 3) * 1_000_000_007_000L).ToArray(), Validity(keys, key => key % 7 != 5))],
        2 => [TextColumn.Of("key0", [.. keys.Select(key => key % 7 == 5 ? null : new string('k', key % 7 * 3))])],
        _ => [new Column<int>("key0", keys.Select(key => key % 3 - 1).ToArray(), Validity(keys, key => key % 7 != 5)), TextColumn.Of("key1", [.. keys.Select(key => key % 5 == 4 ? null : $"{key % 2}")])],
    };

    public static object?[] KeyOf(byte key, Shape shape) => [.. Keys([key], shape).Select(column => column.GetValue(0))];

    public static Entity EntityOf(Shape shape) => new() { Name = "thing", Keys = [.. Keys([0], shape).Select(column => new JoinKey(column.Name, column.Type))] };

    public static FeatureView View(Shape shape, bool windowed) => new()
    {
        Name = "v",
        Version = 1,
        Entity = "thing",
        Source = "facts",
        KeyColumns = Keys([0], shape).ToDictionary(column => column.Name, column => column.Name),
        EventTime = shape.Dated ? "happened" : null,
        KnownAt = shape.Delayed ? "known" : null,
        Ttl = shape.Ttl % 60 == 0 ? null : TimeSpan.FromSeconds(shape.Ttl % 60),
        Windows = windowed ? [TimeSpan.FromSeconds(1 + shape.Window % 50), TimeSpan.FromSeconds(300)] : [],
        Features = windowed
            ? [new("n", "count()"), new("present", "count(x)"), new("total", "sum(x)"), new("mean", "avg(x)"), new("least", "min(x)"), new("most", "max(x)")]
            : [new("x", "x")],
    };

    public static SourceRows Source(Fact[] facts, Shape shape, FeatureView view)
    {
        var columns = new List<Column>(Keys([.. facts.Select(fact => fact.Key)], shape));
        if (shape.Dated)
            columns.Add(Times(SourceSql.Happened, [.. facts.Select(fact => Happened(fact, shape))]));
        if (shape.Delayed)
            columns.Add(Times(SourceSql.Known, [.. facts.Select(fact => Known(fact, shape))]));
        var values = Numbers("value0", [.. facts.Select(Value)]);
        if (view.Windows.Count > 0)
        {
            // count(x) has an argument of its own: 1 where x is not null.
            columns.Add(Numbers("value0", [.. facts.Select(fact => Value(fact) is null ? (double?)null : 1)]));
            columns.Add(values.Rename("value1"));
        }
        else
        {
            columns.Add(values);
        }

        return new SourceRows(view, EntityOf(shape), new Frame(columns));
    }

    public static Column<long> Times(string name, long?[] times) =>
        new(name, times.Select(time => time ?? 0).ToArray(), Validity(times, time => time is not null), timestamp: true);

    private static Column<double> Numbers(string name, double?[] values) =>
        new(name, values.Select(value => value ?? 0).ToArray(), Validity(values, value => value is not null));

    private static byte[] Validity<T>(IReadOnlyList<T> items, Func<T, bool> isValid)
    {
        var bits = new byte[Bitmap.ByteCount(items.Count)];
        for (var i = 0; i < items.Count; i++)
            Bitmap.Set(bits, i, isValid(items[i]));
        return bits;
    }
}
