using System.Diagnostics;
using System.Globalization;
using Benchmarks.Measuring;
using Benchmarks.Serving;

namespace Benchmarks.Tracking;

/// <summary>A file of 100 MB put and fetched through the artifact proxy, against a bare Kestrel that copies the stream to and from a file.</summary>
internal sealed class ArtifactSpeed : IBenchmark
{
    private const int Megabytes = 100;
    private const int Rounds = 7;

    public string Name => "tracking-artifacts";

    public async Task<ResultTable> RunAsync(Workplace workplace, CancellationToken cancel)
    {
        var bare = await workplace.BaselineAsync("BareStore", cancel);
        await using var server = await TrackingServer.StartAsync(workplace, cancel);
        var port = Workplace.FreePort();
        var limit = workplace.Start(bare, ["serve", port.ToString(CultureInfo.InvariantCulture), Path.Combine(workplace.Scratch, "limit.db"), workplace.Scratch]);
        try
        {
            using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
            await Readiness.WaitAsync(new Uri(client.BaseAddress, "/ready"), limit, Stopwatch.GetTimestamp(), cancel);
            var content = new byte[Megabytes * 1_000_000];
            new Random(1).NextBytes(content);
            (HttpClient Client, string Path)[] lanes = [(server.Client, "/api/2.0/mlflow-artifacts/artifacts/0/bench/file"), (client, "/file"), (client, "/file")];
            var (put, get) = (new List<double>[] { [], [], [] }, new List<double>[] { [], [], [] });
            var resident = 0L;
            for (var round = 0; round <= Rounds; round++)
            {
                for (var lane = 0; lane < lanes.Length; lane++)
                {
                    var begin = Stopwatch.GetTimestamp();
                    using (var body = new ByteArrayContent(content))
                    using (var answer = await lanes[lane].Client.PutAsync(lanes[lane].Path, body, cancel))
                        answer.EnsureSuccessStatusCode();
                    var putTime = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
                    begin = Stopwatch.GetTimestamp();
                    await using (var stream = await lanes[lane].Client.GetStreamAsync(lanes[lane].Path, cancel))
                        await stream.CopyToAsync(Stream.Null, 128 * 1024, cancel);
                    if (round == 0)
                        continue;
                    put[lane].Add(putTime);
                    get[lane].Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
                }

                server.Process.Refresh();
                resident = Math.Max(resident, server.Process.WorkingSet64);
            }

            string[] names = ["mlplatform", "bare Kestrel", "bare Kestrel again"];
            double Of(List<double>[] times, int lane) => new Samples(times[lane]).Median;
            return new ResultTable(
                "Artifacts through the server",
                $"Megabytes a second of a file of {Megabytes} MB; the bars compare milliseconds a file. Ours writes beside the place, syncs and renames; the bare one only writes.",
                ["server", "PUT", "GET"],
                [.. names.Select((name, lane) => (IReadOnlyList<string>)[name, ResultTable.Number(Megabytes * 1000 / Of(put, lane)), ResultTable.Number(Megabytes * 1000 / Of(get, lane))])],
                [new Bar("PUT", Of(put, 0), Of(put, 1), Of(put, 2), 1 / 0.6), new Bar("GET", Of(get, 0), Of(get, 1), Of(get, 2), 1 / 0.6)])
            {
                Notes = [$"Medians of {Rounds} rounds in turn, after one that is not counted; the server's resident memory was at most {resident / 1_000_000} MB. The real server did 146 and 49 MB/s on a like machine."],
            };
        }
        finally
        {
            await Readiness.EndAsync(limit, CancellationToken.None);
        }
    }
}
