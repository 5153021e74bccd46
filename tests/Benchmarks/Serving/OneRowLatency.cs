using System.Diagnostics;
using System.Globalization;
using Benchmarks.Measuring;

namespace Benchmarks.Serving;

/// <summary>One-row predictions by raw features over HTTP against a bare Kestrel that echoes the same body.</summary>
internal sealed class OneRowLatency : IBenchmark
{
    private const int PerSecond = 500;
    private const int Rounds = 3;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(10);

    private static readonly double[] Shares = [0.5, 0.9, 0.99, 0.999];

    public string Name => "one-row-prediction";

    public async Task<ResultTable> RunAsync(Workplace workplace, CancellationToken cancel)
    {
        var body = ServedModel.Request();
        var model = ServedModel.Train(workplace);
        int ours = Workplace.FreePort(), bare = Workplace.FreePort();
        var echo = workplace.Start(await workplace.BaselineAsync("BareServer", cancel), [bare.ToString(CultureInfo.InvariantCulture)]);
        var server = model.Start(workplace, ours);
        try
        {
            await Readiness.WaitAsync(new Uri($"http://127.0.0.1:{bare}/ready"), echo, Stopwatch.GetTimestamp(), cancel);
            await Readiness.WaitAsync(new Uri($"http://127.0.0.1:{ours}/v2/health/ready"), server, Stopwatch.GetTimestamp(), cancel);
            (string Name, Uri Address)[] lanes =
            [
                ("mlplatform", new Uri($"http://127.0.0.1:{ours}/v2/models/bench/infer")),
                ("bare Kestrel echo", new Uri($"http://127.0.0.1:{bare}/echo")),
                ("bare Kestrel echo again", new Uri($"http://127.0.0.1:{bare}/echo")),
            ];
            foreach (var lane in lanes)
                await OpenLoop.RunAsync(lane.Address, body, PerSecond, TimeSpan.FromSeconds(5), cancel);
            var rounds = new List<Samples>[] { [], [], [] };
            for (var round = 0; round < Rounds; round++)
                for (var lane = 0; lane < lanes.Length; lane++)
                    rounds[lane].Add(await OpenLoop.RunAsync(lanes[lane].Address, body, PerSecond, Length, cancel));
            // The median of the rounds' p99: one disturbed round does not decide.
            double P(int lane, double share) => new Samples([.. rounds[lane].Select(round => round.Quantile(share))]).Median;
            return new ResultTable(
                "One-row prediction",
                $"{PerSecond} requests a second, sent when they are due whatever the answers do; milliseconds from due to answered.",
                ["server", "p50", "p90", "p99", "p99.9"],
                [.. lanes.Select((lane, i) => (IReadOnlyList<string>)[lane.Name, .. Shares.Select(share => ResultTable.Number(P(i, share)))])],
                [new Bar("p99", P(0, 0.99), P(1, 0.99), P(2, 0.99), 3)])
            {
                Notes = [$"{Rounds} rounds of {Length.TotalSeconds:0} s for each in turn, medians of the rounds; {body.Length} bytes of request, 24 features, 150 trees of depth 8; the load comes from the same machine."],
            };
        }
        finally
        {
            await Readiness.EndAsync(echo, CancellationToken.None);
            await Readiness.EndAsync(server, CancellationToken.None);
        }
    }
}
