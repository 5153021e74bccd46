using System.Globalization;
using Benchmarks.Measuring;

namespace Benchmarks.Tracking;

/// <summary>Searching 10,000 runs, against what the real server did on a like machine.</summary>
internal sealed class SearchSpeed : IBenchmark
{
    private const int Runs = 10_000;
    private const int Connections = 2;
    private const int Rounds = 3;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(5);

    /// <summary>Requests a second of MLflow 2.17 with four workers, and how many times that the bar is.</summary>
    private static readonly (string Name, string Fields, double Real, double Times)[] Searches =
    [
        ("default order, 100 rows", "\"max_results\": 100", 10, 40),
        ("default order, page of 1000", "\"max_results\": 1000", 0.9, 60),
        ("order by a metric, 100 rows", "\"max_results\": 100, \"order_by\": [\"metrics.loss ASC\"]", 0.3, 200),
        ("filter on and order by a metric, 100 rows", "\"max_results\": 100, \"filter\": \"metrics.loss < 0.5 and params.depth = '3'\", \"order_by\": [\"metrics.loss DESC\"]", 0.3, 200),
    ];

    private static readonly string[] Metrics = ["loss", "val_loss", "auc", "f1", "seconds"];
    private static readonly string[] Parameters = ["depth", "rate", "trees", "seed", "split"];
    private static readonly string[] Tags = ["mlflow.user", "mlflow.source.name", "mlflow.source.type"];

    public string Name => "tracking-search";

    public async Task<ResultTable> RunAsync(Workplace workplace, CancellationToken cancel)
    {
        await using var server = await TrackingServer.StartAsync(workplace, cancel);
        await FillAsync(server, cancel);
        var rows = new List<IReadOnlyList<string>>();
        var bars = new List<Bar>();
        foreach (var (name, fields, real, times) in Searches)
        {
            var body = $$"""{"experiment_ids": ["0"], {{fields}}}""";
            var rates = new List<double>();
            for (var round = 0; round <= Rounds; round++)
                rates.Add(await TrackingServer.LoadAsync(server.Client, TrackingServer.Api + "runs/search", (_, _) => body, Connections, Length, cancel));
            // The first round fills caches.
            var median = new Samples(rates[1..]).Median;
            rows.Add([name, ResultTable.Number(median), real.ToString("0.0", CultureInfo.InvariantCulture), ResultTable.Number(median / real), ResultTable.Number(times)]);
            bars.Add(new Bar(name, 1000 / median, 1000 / real, 1000 / real, 1 / times));
        }

        return new ResultTable("Searching runs", $"Requests a second over {Runs:n0} runs with 5 metrics, 5 parameters and 4 tags each; the bars compare milliseconds a request.", ["search", "mlplatform", "MLflow 2.17", "times", "at least"], rows, bars)
        {
            Notes = [$"{Connections} connections, medians of {Rounds} rounds of {Length.TotalSeconds:0} s; the load comes from the same machine. The real server's figures are of a like machine on another day."],
        };
    }

    private static async Task FillAsync(TrackingServer server, CancellationToken cancel)
    {
        var random = new Random(1);
        var bodies = Enumerable.Range(0, Runs).Select(i => (Start: i, Batch: Batch(i, random))).ToList();
        await Parallel.ForEachAsync(bodies, new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = cancel }, async (item, token) =>
        {
            var run = await server.NewRunAsync("0", token, item.Start);
            await TrackingServer.PostAsync(server.Client, TrackingServer.Api + "runs/log-batch", item.Batch.Replace("RUN", run, StringComparison.Ordinal), token);
        });
    }

    private static string Batch(int i, Random random)
    {
        string[] metrics = [.. Metrics.Select(key => string.Create(CultureInfo.InvariantCulture, $$"""{"key":"{{key}}","value":{{random.NextDouble()}},"timestamp":1700000000000,"step":9}"""))];
        string[] parameters = [.. Parameters.Select((key, n) => $$"""{"key":"{{key}}","value":"{{(i + n) % 7}}"}""")];
        string[] tags = [.. Tags.Select(key => $$"""{"key":"{{key}}","value":"value {{i % 11}}"}""")];
        return $$"""{"run_id":"RUN","metrics":[{{string.Join(',', metrics)}}],"params":[{{string.Join(',', parameters)}}],"tags":[{{string.Join(',', tags)}}]}""";
    }
}
