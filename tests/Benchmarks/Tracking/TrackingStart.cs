using System.Diagnostics;
using System.Globalization;
using Benchmarks.Measuring;
using Benchmarks.Serving;

namespace Benchmarks.Tracking;

/// <summary>From starting the control plane on an existing home to its first 200, against a bare Kestrel app; and what it holds when idle.</summary>
internal sealed class TrackingStart : IBenchmark
{
    private const int Rounds = 9;
    private const double MostMegabytes = 120;

    public string Name => "tracking-start";

    public async Task<ResultTable> RunAsync(Workplace workplace, CancellationToken cancel)
    {
        var bare = await workplace.BaselineAsync("BareServer", cancel);
        var times = new List<double>[] { [], [], [] };
        var resident = new List<double>();
        for (var round = 0; round <= Rounds; round++)
        {
            for (var lane = 0; lane < times.Length; lane++)
            {
                var (port, begin) = (Workplace.FreePort(), Stopwatch.GetTimestamp());
                var number = port.ToString(CultureInfo.InvariantCulture);
                var server = lane == 0
                    ? workplace.Start(Workplace.Program, ["control-plane", "--home", Path.Combine(workplace.Scratch, "start"), "--port", number, "--for-test-suites"])
                    : workplace.Start(bare, [number]);
                try
                {
                    var ready = await Readiness.WaitAsync(new Uri($"http://127.0.0.1:{port}{(lane == 0 ? "/health" : "/ready")}"), server, begin, cancel);
                    // The first round creates the home and fills the page cache.
                    if (round == 0)
                        continue;
                    times[lane].Add(ready);
                    if (lane > 0)
                        continue;
                    await Task.Delay(TimeSpan.FromSeconds(1), cancel);
                    server.Refresh();
                    resident.Add(server.WorkingSet64 / 1e6);
                }
                finally
                {
                    await Readiness.EndAsync(server, CancellationToken.None);
                }
            }
        }

        var samples = times.Select(values => new Samples(values)).ToArray();
        var megabytes = new Samples(resident).Median;
        string[] names = ["mlplatform control-plane", "bare Kestrel", "bare Kestrel again"];
        return new ResultTable(
            "Control plane start",
            "Milliseconds from starting the process to the first 200 of /health.",
            ["server", "median", "best", "p90"],
            [.. names.Select((name, i) => (IReadOnlyList<string>)[name, ResultTable.Number(samples[i].Median), ResultTable.Number(samples[i].Best), ResultTable.Number(samples[i].Quantile(0.9))])],
            [new Bar("start → first 200, median", samples[0].Median, samples[1].Median, samples[2].Median, 3), new Bar("idle resident memory, MB", megabytes, MostMegabytes, MostMegabytes, 1)])
        {
            Notes = [$"{Rounds} starts of each in turn, the first turn not counted. The real server took 4.3 s and held 670 MB on a like machine."],
        };
    }
}
