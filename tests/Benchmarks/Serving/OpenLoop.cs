using System.Diagnostics;
using System.Net.Http.Headers;
using Benchmarks.Measuring;

namespace Benchmarks.Serving;

/// <summary>Sends requests at fixed times whatever the answers do, and counts each from the time it was due: a stall shows in every request it delays.</summary>
internal static class OpenLoop
{
    /// <returns>Milliseconds from due to answered, one per request.</returns>
    /// <exception cref="HttpRequestException">A request was refused.</exception>
    public static async Task<Samples> RunAsync(Uri address, byte[] body, int perSecond, TimeSpan length, CancellationToken cancel)
    {
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = 64, PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5) };
        using var client = new HttpClient(handler);
        var requests = new Task<double>[(int)(perSecond * length.TotalSeconds)];
        var begin = Stopwatch.GetTimestamp();
        var gap = (double)Stopwatch.Frequency / perSecond;
        for (var i = 0; i < requests.Length; i++)
        {
            var due = begin + (long)(i * gap);
            // The timer is coarse: sleep to within two milliseconds, then yield until the moment comes.
            while (Stopwatch.GetTimestamp() is var now && now < due)
            {
                var left = Stopwatch.GetElapsedTime(now, due);
                if (left > TimeSpan.FromMilliseconds(2))
                    await Task.Delay(left - TimeSpan.FromMilliseconds(1.5), cancel);
                else
                    await Task.Yield();
            }

            requests[i] = SendAsync(client, address, body, due, cancel);
        }

        return new Samples(await Task.WhenAll(requests));
    }

    private static async Task<double> SendAsync(HttpClient client, Uri address, byte[] body, long due, CancellationToken cancel)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await client.PostAsync(address, content, cancel);
        answer.EnsureSuccessStatusCode();
        await answer.Content.CopyToAsync(Stream.Null, cancel);
        return Stopwatch.GetElapsedTime(due).TotalMilliseconds;
    }
}
