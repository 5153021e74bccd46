using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Benchmarks.Measuring;

namespace Benchmarks.Serving;

/// <summary>One-row predictions as fast as they go: REST and gRPC against a bare Kestrel's echo, and against FastAPI on uvicorn where Debian has them.</summary>
internal sealed class SaturatedThroughput : IBenchmark
{
    private const int Connections = 4, Streams = 16, Rounds = 5;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(4);

    public string Name => "saturated-throughput";

    public async Task<ResultTable> RunAsync(Workplace workplace, CancellationToken cancel)
    {
        var model = ServedModel.Train(workplace);
        int rest = Workplace.FreePort(), grpc = Workplace.FreePort(), bare = Workplace.FreePort(), python = Workplace.FreePort();
        Pinned.Load();
        var servers = new List<Process>
        {
            model.StartPinned(workplace, rest, grpc),
            Pinned.Start(workplace, await workplace.BaselineAsync("BareServer", cancel), [bare.ToString(CultureInfo.InvariantCulture)]),
        };
        try
        {
            await Readiness.WaitAsync(new Uri($"http://127.0.0.1:{rest}/v2/health/ready"), servers[0], Stopwatch.GetTimestamp(), cancel);
            await Readiness.WaitAsync(new Uri($"http://127.0.0.1:{bare}/ready"), servers[1], Stopwatch.GetTimestamp(), cancel);
            var body = ServedModel.Request();
            var lanes = new List<(string Name, Func<int, CancellationToken, Task> Send)>
            {
                ("mlplatform, REST", Rest(new Uri($"http://127.0.0.1:{rest}/v2/models/bench/infer"), body)),
                ("mlplatform, gRPC", Grpc(new Uri($"http://127.0.0.1:{grpc}/inference.GRPCInferenceService/ModelInfer"), GrpcRequest.Of(ServedModel.Features))),
                ("bare Kestrel echo", Rest(new Uri($"http://127.0.0.1:{bare}/echo"), body)),
                ("bare Kestrel echo again", Rest(new Uri($"http://127.0.0.1:{bare}/echo"), body)),
            };
            if (Directory.Exists("/usr/lib/python3/dist-packages/fastapi"))
            {
                servers.Add(Pinned.Start(workplace, "/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "Drivers/fastapi_server.py"), python.ToString(CultureInfo.InvariantCulture)]));
                await Readiness.WaitAsync(new Uri($"http://127.0.0.1:{python}/ready"), servers[2], Stopwatch.GetTimestamp(), cancel);
                lanes.Add(("FastAPI on uvicorn, scikit-learn", Rest(new Uri($"http://127.0.0.1:{python}/infer"), body)));
            }

            var rates = lanes.Select(_ => new List<double>()).ToArray();
            foreach (var lane in lanes)
                await ClosedLoop.RunAsync(Connections * Streams, TimeSpan.FromSeconds(2), lane.Send, cancel);
            for (var round = 0; round < Rounds; round++)
                for (var lane = 0; lane < lanes.Count; lane++)
                    rates[lane].Add(await ClosedLoop.RunAsync(Connections * Streams, Length, lanes[lane].Send, cancel));
            double Rate(int lane) => new Samples(rates[lane]).Median;

            // A bar holds when a ratio stays below a limit: so the slower over the faster.
            var bars = new List<Bar> { new("echo ÷ REST", Rate(2), Rate(0), Rate(0), 1 / 0.6), new("REST ÷ gRPC", Rate(0), Rate(1), Rate(1), 1 / 1.3) };
            if (lanes.Count > 4)
                bars.Add(new Bar("FastAPI ÷ REST", Rate(4), Rate(0), Rate(0), 1 / 15.0));
            return new ResultTable(
                "Saturated throughput",
                $"One-row predictions a second from {Connections * Streams} callers that wait for each answer; gRPC over {Connections} connections of {Streams} streams.",
                ["server", "requests/s", "best round"],
                [.. lanes.Select((lane, i) => (IReadOnlyList<string>)[lane.Name, ResultTable.Number(Rate(i)), ResultTable.Number(rates[i].Max())])],
                bars)
            {
                Notes = [$"{Rounds} rounds of {Length.TotalSeconds:0} s for each in turn, medians; each server on one processor, the load on the other, which may be the limit."],
            };
        }
        finally
        {
            foreach (var server in servers)
                await Readiness.EndAsync(server, CancellationToken.None);
        }
    }

    private static Func<int, CancellationToken, Task> Rest(Uri address, byte[] body)
    {
        var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Connections * Streams });
        return async (_, cancel) =>
        {
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var answer = await client.PostAsync(address, content, cancel);
            answer.EnsureSuccessStatusCode();
            await answer.Content.CopyToAsync(Stream.Null, cancel);
        };
    }

    private static Func<int, CancellationToken, Task> Grpc(Uri address, byte[] message)
    {
        var frame = new byte[5 + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, 5);
        var clients = Enumerable.Range(0, Connections).Select(_ => new HttpClient(new SocketsHttpHandler())).ToArray();
        return async (caller, cancel) =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new ByteArrayContent(frame) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
            using var answer = await clients[caller % Connections].SendAsync(request, cancel);
            await answer.Content.CopyToAsync(Stream.Null, cancel);
            if (!answer.TrailingHeaders.TryGetValues("grpc-status", out var status) || status.Single() != "0")
                throw new InvalidOperationException("A gRPC call was refused.");
        };
    }
}
