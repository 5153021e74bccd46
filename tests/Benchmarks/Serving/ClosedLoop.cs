using System.Diagnostics;

namespace Benchmarks.Serving;

/// <summary>As many requests as callers can make one after another: what a server can do at most.</summary>
internal static class ClosedLoop
{
    /// <param name="send">One request by the caller of this number, to its end.</param>
    /// <returns>Requests a second.</returns>
    public static async Task<double> RunAsync(int callers, TimeSpan length, Func<int, CancellationToken, Task> send, CancellationToken cancel)
    {
        var answered = 0L;
        var begin = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(
            async () =>
            {
                while (Stopwatch.GetElapsedTime(begin) < length)
                {
                    await send(caller, cancel);
                    Interlocked.Increment(ref answered);
                }
            },
            cancel)));
        return answered / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }
}
