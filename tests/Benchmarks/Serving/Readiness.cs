using System.Diagnostics;

namespace Benchmarks.Serving;

internal static class Readiness
{
    /// <returns>Milliseconds from <paramref name="begin"/> to the first 200.</returns>
    public static async Task<double> WaitAsync(Uri address, Process server, long begin, CancellationToken cancel)
    {
        using var client = new HttpClient();
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync(address, cancel);
                if (answer.IsSuccessStatusCode)
                    return Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
            }
            catch (HttpRequestException) when (!server.HasExited)
            {
                // Not listening yet. A short pause, so that asking does not take the processor from starting.
            }

            await Task.Delay(2, cancel);
        }
    }

    public static async Task EndAsync(Process server, CancellationToken cancel)
    {
        server.Kill(entireProcessTree: true);
        await server.WaitForExitAsync(cancel);
        server.Dispose();
    }
}
