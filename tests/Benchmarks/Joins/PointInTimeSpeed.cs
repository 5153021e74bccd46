using System.Diagnostics;
using Benchmarks.Measuring;
using MLPlatform.Features.Join;
using MLPlatform.Features.Sources;
using MLPlatform.Frames;
using MLPlatform.Frames.DuckDb;

namespace Benchmarks.Joins;

/// <summary>Our point-in-time join against DuckDB's ASOF JOIN and pandas.merge_asof over the same columns in memory, value for value the same answer.</summary>
internal sealed class PointInTimeSpeed : IBenchmark
{
    private const int Rounds = 5;
    private const int Threads = 2;
    private const double PandasLimit = 0.4;
    private const double MemoryLimit = 1.5;

    private static readonly JoinCase[] Cases =
    [
        new("dense ids, facts in order of time", Text: false, Sparse: false, Ordered: true, Views: 1, Limit: 0.4),
        new("sparse ids, facts shuffled", Text: false, Sparse: true, Ordered: false, Views: 1, Limit: 0.4),
        new("texts, facts shuffled, three views", Text: true, Sparse: false, Ordered: false, Views: 3, Limit: 0.7),
    ];

    public string Name => "point-in-time-join";

    public async Task<ResultTable> RunAsync(Workplace workplace, CancellationToken cancel)
    {
        var rows = new List<IReadOnlyList<string>>();
        var bars = new List<Bar>();
        foreach (var shape in Cases)
        {
            var data = JoinData.Generate(shape);
            var added = PeakMemory.AddedBy(() => Join(data));
            var (ours, duck, again) = Measure(data, cancel);
            bars.Add(new Bar(shape.Name, ours.Best, duck.Best, again.Best, shape.Limit));
            Samples? pandas = null;
            if (!shape.Text)
            {
                (pandas, var answer) = await new PandasPeer(workplace).RunAsync(data, Rounds, cancel);
                Compare(Join(data)[0], answer);
                bars.Add(new Bar(shape.Name + ", against pandas", ours.Best, pandas.Best, pandas.Values.Order().ElementAt(1), PandasLimit));
            }

            var size = data.Size / 1e6;
            bars.Add(new Bar(shape.Name + ", peak memory in MB", size + added / 1e6, size, size, MemoryLimit));
            rows.Add([shape.Name, .. new[] { ours.Best, duck.Best, again.Best }.Select(ResultTable.Number), pandas is null ? "–" : ResultTable.Number(pandas.Best), ResultTable.Number(ours.Median), ResultTable.Number(duck.Median), ResultTable.Number(size), ResultTable.Number(added / 1e6)]);
        }

        return new ResultTable(
            "Point-in-time join",
            $"{JoinData.Rows:N0} rows asked × {JoinData.Facts:N0} facts (divided among the views) × {JoinData.Features} features a view of {JoinData.Keys:N0} keys, {Threads} threads, milliseconds; from columns in memory to columns in memory.",
            ["data", "ours, best", "DuckDB ASOF, best", "again, best", "pandas.merge_asof, best", "ours, median", "DuckDB, median", "columns, MB", "added by ours at its peak, MB"],
            rows,
            bars)
        {
            Notes =
            [
                $"{Rounds} rounds in turn after one that is not counted; DuckDB reads a table of its own, pandas frames of its own in a process of its own. All answers are compared value by value.",
                "pandas.merge_asof needs both sides in order of time and sorts what is not; its spread is that of its two best rounds.",
            ],
        };
    }

    private static List<ViewRows> Join(JoinData data) =>
        [.. data.Views.Select(view => ViewJoin.Run(view, [data.Asked["id"]], data.Asked.Numbers<long>("at").Memory, null, null, Leak.None, Threads))];

    private static (Samples Ours, Samples Duck, Samples Again) Measure(JoinData data, CancellationToken cancel)
    {
        using var engine = new SqlEngine(Threads);
        engine.Register("given_asked", data.Asked);
        engine.Execute("CREATE TABLE asked AS SELECT * FROM given_asked", cancel);
        var (values, joins) = ("", "");
        for (var i = 0; i < data.Views.Count; i++)
        {
            engine.Register("given_facts", data.Views[i].Frame);
            engine.Execute($"CREATE TABLE facts{i} AS SELECT * FROM given_facts", cancel);
            values += string.Concat(Enumerable.Range(0, JoinData.Features).Select(feature => $", f{i}.\"{SourceSql.ValueColumn(feature)}\" AS v{i}_{feature}"));
            joins += $" ASOF LEFT JOIN facts{i} f{i} ON a.id = f{i}.\"{SourceSql.KeyColumn(0)}\" AND a.at >= f{i}.\"{SourceSql.Happened}\"";
        }

        var asof = $"SELECT a.row{values} FROM asked a{joins}";
        var times = new List<double>[] { [], [], [] };
        for (var round = 0; round <= Rounds; round++)
        {
            var begin = Stopwatch.GetTimestamp();
            var joined = Join(data);
            var ours = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
            begin = Stopwatch.GetTimestamp();
            var theirs = engine.Query(asof, cancel);
            var duck = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
            begin = Stopwatch.GetTimestamp();
            engine.Query(asof, cancel);
            var again = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
            if (round == 0)
            {
                for (var view = 0; view < joined.Count; view++)
                    Compare(joined[view], [.. Enumerable.Range(0, JoinData.Features).Select(feature => InOrder(theirs, $"v{view}_{feature}"))]);
                continue;
            }

            times[0].Add(ours);
            times[1].Add(duck);
            times[2].Add(again);
        }

        return (new Samples(times[0]), new Samples(times[1]), new Samples(times[2]));
    }

    private static double[] InOrder(Frame answer, string column)
    {
        var order = answer.Numbers<long>("row").Values;
        var values = answer[column].ToDoubles();
        var ordered = new double[values.Length];
        for (var i = 0; i < values.Length; i++)
            ordered[order[i]] = values[i];
        return ordered;
    }

    private static void Compare(ViewRows ours, double[][] theirs)
    {
        for (var feature = 0; feature < theirs.Length; feature++)
        {
            var mine = ours.Columns[feature].ToDoubles();
            for (var row = 0; row < mine.Length; row++)
                if (!mine[row].Equals(theirs[feature][row]))
                    throw new InvalidOperationException($"Row {row}, feature {feature}: {mine[row]} here, {theirs[feature][row]} there.");
        }
    }
}
