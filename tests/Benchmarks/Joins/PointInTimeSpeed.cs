using System.Diagnostics;
using Benchmarks.Measuring;
using MLPlatform.Contracts.Features;
using MLPlatform.Features.Join;
using MLPlatform.Features.Sources;
using MLPlatform.Frames;
using MLPlatform.Frames.DuckDb;

namespace Benchmarks.Joins;

/// <summary>Our point-in-time join against DuckDB's ASOF JOIN over the same columns in memory, row for row the same answer.</summary>
internal sealed class PointInTimeSpeed : IBenchmark
{
    private const int Asked = 1_000_000;
    private const int Facts = 10_000_000;
    private const int Features = 4;
    private const int Keys = 100_000;
    private const int Rounds = 5;
    private const int Threads = 2;

    public string Name => "point-in-time-join";

    public Task<ResultTable> RunAsync(Workplace workplace, CancellationToken cancel)
    {
        var rows = new List<IReadOnlyList<string>>();
        var bars = new List<Bar>();
        foreach (var (data, sorted) in new[] { ("dense ids, facts in order of time", true), ("sparse ids, facts shuffled", false) })
        {
            var (source, asked) = Generate(sorted);
            var (ours, duck, again) = Measure(source, asked, cancel);
            rows.Add([data, ResultTable.Number(ours.Best), ResultTable.Number(duck.Best), ResultTable.Number(again.Best), ResultTable.Number(ours.Median), ResultTable.Number(duck.Median)]);
            bars.Add(new Bar(data, ours.Best, duck.Best, again.Best, 0.5));
        }

        return Task.FromResult(new ResultTable(
            "Point-in-time join",
            $"{Asked:N0} rows asked × {Facts:N0} facts × {Features} features of {Keys:N0} keys, {Threads} threads, milliseconds; from columns in memory to columns in memory.",
            ["data", "ours, best", "DuckDB ASOF, best", "again, best", "ours, median", "DuckDB, median"],
            rows,
            bars)
        {
            Notes = [$"{Rounds} rounds in turn after one that is not counted; DuckDB reads a table of its own and both answers are compared value by value."],
        });
    }

    private static (Samples Ours, Samples Duck, Samples Again) Measure(SourceRows source, Frame asked, CancellationToken cancel)
    {
        using var engine = new SqlEngine(Threads);
        engine.Register("given_facts", source.Frame);
        engine.Register("given_asked", asked);
        engine.Execute("CREATE TABLE facts AS SELECT * FROM given_facts; CREATE TABLE asked AS SELECT * FROM given_asked", cancel);
        var values = string.Join(", ", Enumerable.Range(0, Features).Select(i => $"f.\"{SourceSql.ValueColumn(i)}\" AS value_{i}"));
        var asof = $"SELECT a.row, {values} FROM asked a ASOF LEFT JOIN facts f ON a.id = f.\"{SourceSql.KeyColumn(0)}\" AND a.at >= f.\"{SourceSql.Happened}\"";
        var times = new List<double>[] { [], [], [] };
        for (var round = 0; round <= Rounds; round++)
        {
            var begin = Stopwatch.GetTimestamp();
            var joined = ViewJoin.Run(source, [asked["id"]], asked.Numbers<long>("at").Memory, null, null, Leak.None, Threads);
            var ours = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
            begin = Stopwatch.GetTimestamp();
            var theirs = engine.Query(asof, cancel);
            var duck = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
            begin = Stopwatch.GetTimestamp();
            engine.Query(asof, cancel);
            var again = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
            if (round == 0)
            {
                Compare(joined, theirs);
                continue;
            }

            times[0].Add(ours);
            times[1].Add(duck);
            times[2].Add(again);
        }

        return (new Samples(times[0]), new Samples(times[1]), new Samples(times[2]));
    }

    private static void Compare(ViewRows ours, Frame theirs)
    {
        var order = theirs.Numbers<long>("row").Values;
        for (var feature = 0; feature < Features; feature++)
        {
            var mine = (Column<double>)ours.Columns[feature];
            var other = theirs.Numbers<double>($"value_{feature}");
            for (var i = 0; i < order.Length; i++)
            {
                var row = (int)order[i];
                if (mine.IsNull(row) != other.IsNull(i) || (!mine.IsNull(row) && mine.Values[row] != other.Values[i]))
                    throw new InvalidOperationException($"Row {row}, feature {feature}: {mine.GetValue(row)} here, {other.GetValue(i)} from DuckDB.");
            }
        }
    }

    private static (SourceRows Source, Frame Asked) Generate(bool sorted)
    {
        var random = new Random(11);
        var ids = new long[Facts];
        var times = new long[Facts];
        for (var i = 0; i < Facts; i++)
        {
            ids[i] = Id(random.Next(Keys), sorted);
            // One fact each 100 microseconds: no two share a time, so the newest is one and the answers can be compared.
            times[i] = i * 100L;
        }

        if (!sorted)
            random.Shuffle(times);
        var columns = Enumerable.Range(0, Features).Select(i => (Column)new Column<double>(SourceSql.ValueColumn(i), Values(random, Facts)));
        var facts = new Frame([new Column<long>(SourceSql.KeyColumn(0), ids), new Column<long>(SourceSql.Happened, times, timestamp: true), .. columns]);
        var asked = new Frame(
            new Column<long>("id", Enumerable.Range(0, Asked).Select(_ => Id(random.Next(Keys + Keys / 50), sorted)).ToArray()),
            new Column<long>("at", Enumerable.Range(0, Asked).Select(_ => random.NextInt64(Facts * 100L)).ToArray(), timestamp: true),
            new Column<long>("row", Enumerable.Range(0, Asked).Select(i => (long)i).ToArray()));
        var entity = new Entity { Name = "thing", Keys = [new JoinKey("id", ColumnType.Int64)] };
        var view = new FeatureView
        {
            Name = "facts",
            Version = 1,
            Entity = "thing",
            KeyColumns = new Dictionary<string, string> { ["id"] = "id" },
            Source = "facts",
            EventTime = "at",
            Features = [.. Enumerable.Range(0, Features).Select(i => new FeatureDefinition($"value_{i}", $"value_{i}"))],
        };
        return (new SourceRows(view, entity, facts), asked);
    }

    private static long Id(int key, bool dense) => dense ? key : key * 1_000_003L;

    private static double[] Values(Random random, int count)
    {
        var values = new double[count];
        for (var i = 0; i < count; i++)
            values[i] = random.NextDouble();
        return values;
    }
}
