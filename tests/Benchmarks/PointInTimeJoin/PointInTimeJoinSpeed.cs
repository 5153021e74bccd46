using System.Diagnostics;
using System.Runtime.InteropServices;
using Benchmarks.Measuring;
using MLPlatform.Contracts.Features;
using MLPlatform.Features.Join;
using MLPlatform.Features.Sources;
using MLPlatform.Frames;
using MLPlatform.Frames.DuckDb;

namespace Benchmarks.PointInTimeJoin;

/// <summary>A million entity rows against ten million feature rows of four features, against DuckDB's own ASOF JOIN on the same data.</summary>
internal sealed class PointInTimeJoinSpeed : IBenchmark
{
    private const int EntityRows = 1_000_000;
    private const int FactRows = 10_000_000;
    private const int Keys = 1_000_000;
    private const long Span = 90L * 86_400 * 1_000_000;
    private const int Rounds = 5;
    private const string Asof = """
        CREATE OR REPLACE TABLE joined AS
        SELECT asks.row, value0, value1, value2, value3
        FROM asks ASOF LEFT JOIN facts ON asks.key0 = facts.key0 AND asks.at >= facts.happened
        """;

    public string Name => "point-in-time-join";

    public Task<ResultTable> RunAsync(Workplace workplace, CancellationToken cancel) => Task.Run(() => Run(cancel), cancel);

    private static ResultTable Run(CancellationToken cancel)
    {
        var (facts, asks) = Data();
        var threads = Environment.ProcessorCount;
        using var engine = new SqlEngine(threads);
        engine.Register("given_facts", facts);
        engine.Register("given_asks", asks);
        engine.Execute("CREATE TABLE facts AS SELECT * FROM given_facts; CREATE TABLE asks AS SELECT * FROM given_asks", cancel);
        var source = new SourceRows(View, Thing, facts);
        var unsorted = new SourceRows(View, Thing, facts.Take(Shuffled(FactRows)));

        var lanes = new (string Name, Action Join)[]
        {
            ("ours", () => Ours(source, asks, threads)),
            ("DuckDB ASOF JOIN", () => engine.Execute(Asof, cancel)),
            ("DuckDB ASOF JOIN again", () => engine.Execute(Asof, cancel)),
            ("ours, feature rows in no order", () => Ours(unsorted, asks, threads)),
        };
        var times = lanes.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round <= Rounds; round++)
            for (var lane = 0; lane < lanes.Length; lane++)
            {
                GC.Collect();
                var begin = Stopwatch.GetTimestamp();
                lanes[lane].Join();
                // The first round compiles and faults memory in.
                if (round > 0)
                    times[lane].Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
            }

        var differing = Differing(engine, Ours(source, asks, threads), "joined", cancel);
        var samples = times.Select(values => new Samples(values)).ToArray();
        return new ResultTable(
            "Point-in-time join",
            "Milliseconds to join 1,000,000 entity rows to 10,000,000 feature rows of 4 features by an integer key, newest value at each row's time; both sides start from their own columns in memory and end with the joined columns in memory.",
            ["join", "median", "best"],
            [.. lanes.Select((lane, i) => (IReadOnlyList<string>)[lane.Name, ResultTable.Number(samples[i].Median), ResultTable.Number(samples[i].Best)])],
            [
                new Bar("join, median", samples[0].Median, samples[1].Median, samples[2].Median, 0.5),
                new Bar("rows that differ from DuckDB's, plus one", differing + 1, 1, 1, 1),
            ])
        {
            Notes = [$"{Rounds} rounds of each in turn after one not counted, {threads} threads each; feature rows in order of time as a table appended to is, entity rows in no order; {Keys:N0} keys."],
        };
    }

    private static FeatureView View => new()
    {
        Name = "v",
        Version = 1,
        Entity = "thing",
        Source = "facts",
        EventTime = "happened",
        KeyColumns = new Dictionary<string, string> { ["key0"] = "key0" },
        Features = [.. Enumerable.Range(0, 4).Select(i => new FeatureDefinition($"f{i}", $"value{i}"))],
    };

    private static Entity Thing => new() { Name = "thing", Keys = [new JoinKey("key0", ColumnType.Int64)] };

    private static Frame Ours(SourceRows source, Frame asks, int threads)
    {
        var at = asks.Numbers<long>("at");
        return new Frame(ViewJoin.Run(source, [asks["key0"]], at.Memory, null, null, Leak.None, threads).Columns);
    }

    private static double Differing(SqlEngine engine, Frame ours, string theirs, CancellationToken cancel)
    {
        var rows = new long[ours.RowCount];
        for (var row = 0; row < rows.Length; row++)
            rows[row] = row;
        engine.Register("ours", ours.With(new Column<long>("row", rows)));
        var differing = engine.Query($"SELECT count(*) AS n FROM ours JOIN {theirs} USING (row) WHERE {string.Join(" OR ", Enumerable.Range(0, 4).Select(i => $"v__f{i} IS DISTINCT FROM value{i}"))}", cancel);
        return differing.Numbers<long>("n").Values[0];
    }

    private static (Frame Facts, Frame Asks) Data()
    {
        var random = new Random(1);
        var happened = new long[FactRows];
        for (var i = 0; i < happened.Length; i++)
            happened[i] = random.NextInt64(Span);
        Array.Sort(happened);
        // DuckDB takes any of the rows that tie; without ties there is one right answer.
        for (var i = 1; i < happened.Length; i++)
            happened[i] = Math.Max(happened[i], happened[i - 1] + 1);
        var facts = new Frame(
            [new Column<long>("key0", Integers(random, FactRows)), new Column<long>("happened", happened, timestamp: true), .. Enumerable.Range(0, 4).Select(i => new Column<double>($"value{i}", Doubles(random)))]);
        var at = new long[EntityRows];
        var rows = new long[EntityRows];
        for (var i = 0; i < at.Length; i++)
            (at[i], rows[i]) = (random.NextInt64(Span), i);
        return (facts, new Frame(new Column<long>("key0", Integers(random, EntityRows)), new Column<long>("at", at, timestamp: true), new Column<long>("row", rows)));
    }

    private static long[] Integers(Random random, int count)
    {
        var keys = new long[count];
        for (var i = 0; i < count; i++)
            keys[i] = random.Next(Keys);
        return keys;
    }

    private static double[] Doubles(Random random)
    {
        var values = new double[FactRows];
        random.NextBytes(MemoryMarshal.AsBytes(values.AsSpan()));
        for (var i = 0; i < values.Length; i++)
            values[i] = double.IsNaN(values[i]) ? 0 : values[i];
        return values;
    }

    private static int[] Shuffled(int count)
    {
        var rows = new int[count];
        for (var i = 0; i < count; i++)
            rows[i] = i;
        new Random(2).Shuffle(rows);
        return rows;
    }
}
