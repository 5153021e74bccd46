using System.Diagnostics;
using System.Globalization;
using Benchmarks.Measuring;

namespace Benchmarks.Serving;

/// <summary>From starting the serving process to its first 200 on the readiness page, against a bare Kestrel app.</summary>
internal sealed class EndpointStart : IBenchmark
{
    private const int Rounds = 11;

    public string Name => "endpoint-start";

    public async Task<ResultTable> RunAsync(Workplace workplace, CancellationToken cancel)
    {
        var bare = await workplace.BaselineAsync("BareServer", cancel);
        var model = ServedModel.Train(workplace);
        var times = new List<double>[] { [], [], [] };
        for (var round = 0; round <= Rounds; round++)
            for (var lane = 0; lane < times.Length; lane++)
            {
                var port = Workplace.FreePort();
                var begin = Stopwatch.GetTimestamp();
                var server = lane == 0 ? model.Start(workplace, port) : workplace.Start(bare, [port.ToString(CultureInfo.InvariantCulture)]);
                try
                {
                    var ready = await Readiness.WaitAsync(new Uri($"http://127.0.0.1:{port}{(lane == 0 ? "/v2/health/ready" : "/ready")}"), server, begin, cancel);
                    // The first round fills the page cache.
                    if (round > 0)
                        times[lane].Add(ready);
                }
                finally
                {
                    await Readiness.EndAsync(server, CancellationToken.None);
                }
            }

        var samples = times.Select(values => new Samples(values)).ToArray();
        string[] names = ["mlplatform serve-model", "bare Kestrel", "bare Kestrel again"];
        return new ResultTable(
            "Endpoint start",
            "Milliseconds from starting the process to the first 200 on its readiness page; ours has the model loaded and has predicted once by then.",
            ["server", "median", "best", "p90"],
            [.. names.Select((name, i) => (IReadOnlyList<string>)[name, ResultTable.Number(samples[i].Median), ResultTable.Number(samples[i].Best), ResultTable.Number(samples[i].Quantile(0.9))])],
            [new Bar("start → first 200, median", samples[0].Median, samples[1].Median, samples[2].Median, 3)])
        {
            Notes = [$"{Rounds} starts of each in turn, the first turn not counted; both published ReadyToRun, framework-dependent."],
        };
    }
}
