using System.Diagnostics;
using System.Globalization;
using Benchmarks.Measuring;
using Benchmarks.Serving;

namespace Benchmarks.Tracking;

/// <summary>Logging metrics over HTTP, against a bare Kestrel that commits the same rows in groups and against bare prepared inserts.</summary>
internal sealed class LogSpeed : IBenchmark
{
    private const int Connections = 8;
    private const int Rounds = 3;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(5);

    private static readonly (string Name, int Keys, int Points)[] Shapes = [("10 keys × 100 points", 10, 100), ("1000 keys × 1 point", 1000, 1)];

    public string Name => "tracking-log";

    public async Task<ResultTable> RunAsync(Workplace workplace, CancellationToken cancel)
    {
        var bare = await workplace.BaselineAsync("BareStore", cancel);
        await using var server = await TrackingServer.StartAsync(workplace, cancel);
        var runs = new List<string>();
        for (var i = 0; i < Connections; i++)
            runs.Add(await server.NewRunAsync("0", cancel));
        var port = Workplace.FreePort();
        var limit = workplace.Start(bare, ["serve", port.ToString(CultureInfo.InvariantCulture), Path.Combine(workplace.Scratch, "limit.db"), workplace.Scratch]);
        try
        {
            using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
            await Readiness.WaitAsync(new Uri(client.BaseAddress, "/ready"), limit, Stopwatch.GetTimestamp(), cancel);
            var step = 0;
            string Metric(int connection, int _) =>
                string.Create(CultureInfo.InvariantCulture, $$"""{"run_id": "{{runs[connection]}}", "key": "loss", "value": 0.5, "timestamp": 1700000000000, "step": {{Interlocked.Increment(ref step)}}}""");
            var metric = new List<double>[] { [], [], [] };
            for (var round = 0; round <= Rounds; round++)
            {
                for (var lane = 0; lane < metric.Length; lane++)
                {
                    var rate = lane == 0
                        ? await TrackingServer.LoadAsync(server.Client, TrackingServer.Api + "runs/log-metric", Metric, Connections, Length, cancel)
                        : await TrackingServer.LoadAsync(client, "/metric", Metric, Connections, Length, cancel);
                    if (round > 0)
                        metric[lane].Add(rate);
                }
            }

            var rows = new List<IReadOnlyList<string>>();
            var bars = new List<Bar>();
            Report("log-metric, 8 connections", "bare Kestrel, group commit", metric, rows, bars);
            foreach (var (name, keys, points) in Shapes)
            {
                var batch = new List<double>[] { [], [], [] };
                var sent = 0;
                for (var round = 0; round <= Rounds; round++)
                {
                    for (var lane = 0; lane < batch.Length; lane++)
                    {
                        var rate = lane == 0
                            ? await TrackingServer.LoadAsync(server.Client, TrackingServer.Api + "runs/log-batch", (connection, _) => Batch(runs[connection], keys, points, Interlocked.Increment(ref sent)), Connections, Length, cancel)
                            : await InsertsAsync(workplace, bare, keys, points, cancel);
                        if (round > 0)
                            batch[lane].Add(rate);
                    }
                }

                Report($"log-batch, {name}, 8 connections", "prepared inserts", batch, rows, bars);
            }

            return new ResultTable("Logging metrics", "Requests a second; the bars compare milliseconds a request.", ["what", "mlplatform", "limit", "limit again", "the limit is"], rows, bars)
            {
                Notes = [$"Medians of {Rounds} rounds of {Length.TotalSeconds:0} s in turn, after one that is not counted; SQLite in WAL with synchronous FULL on both sides; the load comes from the same machine. The real server did 71 and 24 requests a second on a like machine."],
            };
        }
        finally
        {
            await Readiness.EndAsync(limit, CancellationToken.None);
        }
    }

    private static void Report(string what, string limit, List<double>[] rates, List<IReadOnlyList<string>> rows, List<Bar> bars)
    {
        var medians = rates.Select(lane => new Samples(lane).Median).ToArray();
        rows.Add([what, .. medians.Select(ResultTable.Number), limit]);
        bars.Add(new Bar(what, 1000 / medians[0], 1000 / medians[1], 1000 / medians[2], 2));
    }

    private static async Task<double> InsertsAsync(Workplace workplace, string bare, int keys, int points, CancellationToken cancel)
    {
        var store = Path.Combine(workplace.Scratch, $"inserts-{Guid.NewGuid():N}.db");
        string[] arguments = ["inserts", store, .. new[] { keys, points, (int)Length.TotalSeconds }.Select(number => number.ToString(CultureInfo.InvariantCulture))];
        return double.Parse(await workplace.RunAsync(bare, arguments, cancel), CultureInfo.InvariantCulture);
    }

    private static string Batch(string run, int keys, int points, int sent)
    {
        var items = Enumerable.Range(0, points).SelectMany(point => Enumerable.Range(0, keys).Select(key =>
            string.Create(CultureInfo.InvariantCulture, $$"""{"key":"metric_{{key}}","value":{{point * 0.5}},"timestamp":1700000000000,"step":{{(sent * points) + point}}}""")));
        return $$"""{"run_id":"{{run}}","metrics":[{{string.Join(',', items)}}]}""";
    }
}
