using System.Diagnostics;
using System.Globalization;
using Benchmarks.Measuring;

namespace Benchmarks.Serving;

/// <summary>One-row predictions by raw features over HTTP against a bare Kestrel that echoes the same body.</summary>
internal sealed class OneRowLatency : IBenchmark
{
    private const int PerSecond = 2_000;
    private const int Rounds = 10;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(6);

    private static readonly double[] Shares = [0.5, 0.9, 0.99, 0.999];

    public string Name => "one-row-prediction";

    public async Task<ResultTable> RunAsync(Workplace workplace, CancellationToken cancel)
    {
        var body = ServedModel.Request();
        var model = ServedModel.Train(workplace);
        int ours = Workplace.FreePort(), bare = Workplace.FreePort();
        Pinned.Load();
        var echo = Pinned.Start(workplace, await workplace.BaselineAsync("BareServer", cancel), [bare.ToString(CultureInfo.InvariantCulture)]);
        var server = model.StartPinned(workplace, ours);
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
            var samples = new List<double>[] { [], [], [] };
            var cpu = new double[3];
            for (var round = 0; round < Rounds; round++)
                for (var lane = 0; lane < lanes.Length; lane++)
                {
                    var process = lane == 0 ? server : echo;
                    var before = Pinned.CpuSeconds(process);
                    samples[lane].AddRange((await OpenLoop.RunAsync(lanes[lane].Address, body, PerSecond, Length, cancel)).Values);
                    cpu[lane] += Pinned.CpuSeconds(process) - before;
                }

            // Over all samples of all rounds: the rounds alternate, so a slow minute of the machine is in every lane.
            var all = Array.ConvertAll(samples, values => new Samples(values));
            double Micros(int lane) => cpu[lane] * 1e6 / samples[lane].Count;
            return new ResultTable(
                "One-row prediction",
                $"{PerSecond} requests a second, sent when they are due whatever the answers do; milliseconds from due to answered, and microseconds of the server's processor time a request.",
                ["server", "p50", "p90", "p99", "p99.9", "CPU µs"],
                [.. lanes.Select((lane, i) => (IReadOnlyList<string>)[lane.Name, .. Shares.Select(share => ResultTable.Number(all[i].Quantile(share))), ResultTable.Number(Micros(i))])],
                [new Bar("p99", all[0].Quantile(0.99), all[1].Quantile(0.99), all[2].Quantile(0.99), 2), new Bar("CPU a request", Micros(0), Micros(1), Micros(2), 2)])
            {
                Notes = [$"{Rounds} rounds of {Length.TotalSeconds:0} s for each in turn, {samples[0].Count:N0} samples a lane; {body.Length} bytes of request, 24 features, 150 trees of depth 8; servers on one processor, the load on the other."],
            };
        }
        finally
        {
            await Readiness.EndAsync(echo, CancellationToken.None);
            await Readiness.EndAsync(server, CancellationToken.None);
        }
    }
}
