using System.Globalization;
using MLPlatform.Contracts.Features;
using MLPlatform.Features.Sources;
using MLPlatform.Frames;

namespace Benchmarks.Joins;

/// <summary>Facts of some views and the rows that ask. The answer is one: no two facts of a view share a time.</summary>
/// <param name="Asked">Columns <c>id, at, row</c>.</param>
internal sealed record JoinData(IReadOnlyList<SourceRows> Views, Frame Asked)
{
    public const int Rows = 1_000_000;
    public const int Facts = 10_000_000;
    public const int Features = 4;
    public const int Keys = 100_000;

    // As in user-0012345.
    private const int TextBytes = 12;

    /// <summary>Bytes of all columns.</summary>
    public long Size => Views.Select(view => view.Frame).Append(Asked).Sum(frame => frame.Names.Sum(name => SizeOf(frame[name])));

    public static JoinData Generate(JoinCase shape)
    {
        var random = new Random(11);
        var views = Enumerable.Range(0, shape.Views).Select(view => View(shape, view, random)).ToArray();
        var at = new long[Rows];
        var keys = new int[Rows];
        var order = new long[Rows];
        for (var i = 0; i < Rows; i++)
            (keys[i], at[i], order[i]) = (random.Next(Keys + Keys / 50), random.NextInt64(Facts / shape.Views * 100L), i);
        return new JoinData(views, new Frame(KeyColumn("id", keys, shape), new Column<long>("at", at, timestamp: true), new Column<long>("row", order)));
    }

    private static SourceRows View(JoinCase shape, int number, Random random)
    {
        var count = Facts / shape.Views;
        var keys = new int[count];
        var times = new long[count];
        for (var i = 0; i < count; i++)
            (keys[i], times[i]) = (random.Next(Keys), i * 100L);
        if (!shape.Ordered)
            random.Shuffle(times);
        var columns = Enumerable.Range(0, Features).Select(i => (Column)new Column<double>(SourceSql.ValueColumn(i), Values(random, count)));
        var facts = new Frame([KeyColumn(SourceSql.KeyColumn(0), keys, shape), new Column<long>(SourceSql.Happened, times, timestamp: true), .. columns]);
        var view = new FeatureView
        {
            Name = $"view{number}",
            Version = 1,
            Entity = "thing",
            KeyColumns = new Dictionary<string, string> { ["id"] = "id" },
            Source = "facts",
            EventTime = "at",
            Features = [.. Enumerable.Range(0, Features).Select(i => new FeatureDefinition($"value_{i}", $"value_{i}"))],
        };
        return new SourceRows(view, new Entity { Name = "thing", Keys = [new JoinKey("id", shape.Text ? ColumnType.Text : ColumnType.Int64)] }, facts);
    }

    private static Column KeyColumn(string name, int[] keys, JoinCase shape)
    {
        if (!shape.Text)
            return new Column<long>(name, Array.ConvertAll(keys, key => shape.Sparse ? key * 1_000_003L : key));
        var offsets = new int[keys.Length + 1];
        var bytes = new byte[keys.Length * TextBytes];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i].TryFormat(bytes.AsSpan(i * TextBytes + 5, 7), out _, "D7", CultureInfo.InvariantCulture);
            "user-"u8.CopyTo(bytes.AsSpan(i * TextBytes));
            offsets[i + 1] = (i + 1) * TextBytes;
        }

        return new TextColumn(name, offsets, bytes);
    }

    private static long SizeOf(Column column) => column is TextColumn text ? text.Utf8.Length + sizeof(int) * (long)text.Offsets.Length : sizeof(long) * (long)column.Length;

    private static double[] Values(Random random, int count)
    {
        var values = new double[count];
        for (var i = 0; i < count; i++)
            values[i] = random.NextDouble();
        return values;
    }
}
