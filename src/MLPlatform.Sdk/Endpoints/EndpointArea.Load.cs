using System.Diagnostics;
using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Identity;
using MLPlatform.Frames;
using MLPlatform.Frames.DuckDb;
using MLPlatform.Plots.Progress;

namespace MLPlatform.Sdk.Endpoints;

public sealed partial class EndpointArea
{
    private const int MostSamples = 5_000_000;

    /// <summary>
    /// Sends requests at fixed times whatever the answers do and counts each from the time it was due, so that a stall shows in every request it delays.
    /// The endpoint captures them like any other.
    /// </summary>
    /// <param name="rows">One request's rows; null repeats the newest captured one.</param>
    /// <param name="perSecond">Requests a second.</param>
    /// <exception cref="PlatformException">There is no captured request to repeat, or more than five million requests are asked for.</exception>
    public async Task<LoadReport> BenchmarkAsync(string name, Frame? rows, double perSecond, TimeSpan length, CancellationToken cancel = default)
    {
        var endpoint = await GetAsync(name, cancel);
        var total = (int)Math.Min(MostSamples + 1.0, perSecond * length.TotalSeconds);
        if (total is < 1 or > MostSamples)
            throw new PlatformException(CommandErrors.BadValue, $"`{perSecond}` requests a second for {length.TotalSeconds:0.#} s are {(total < 1 ? "none" : "too many")}.", "Ask for 1 to 5 million in all.");
        var inputs = await InputsOfAsync(endpoint, rows ?? await Task.Run(() => NewestCaptured(endpoint), cancel), cancel);
        var body = InferenceJson.Request(inputs, NewId.Uuid(_platform.Time), null, explain: false);
        var answers = new Task<(double Milliseconds, bool Served)>[total];
        using var line = new ProgressLine(_platform.Display, $"load on {name}", total, _platform.Time);
        var begin = Stopwatch.GetTimestamp();
        for (var i = 0; i < total; i++)
        {
            var due = begin + (long)(i / perSecond * Stopwatch.Frequency);
            while (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due) is { Ticks: > 0 } left)
            {
                // Timers are coarse: sleep to within two milliseconds, then yield until the moment comes.
                if (left > TimeSpan.FromMilliseconds(2))
                    await Task.Delay(left - TimeSpan.FromMilliseconds(1.5), _platform.Time, cancel);
                else
                    await Task.Yield();
            }

            answers[i] = TimeAsync(endpoint, body, due, cancel);
            if (i % 128 == 0)
                line.Report(i);
        }

        var samples = await Task.WhenAll(answers);
        line.Report(total);
        var served = samples.Where(sample => sample.Served).Select(sample => sample.Milliseconds).Order().ToArray();
        return new LoadReport(name, perSecond, served.Length / Stopwatch.GetElapsedTime(begin).TotalSeconds, served.Length, total - served.Length, served);
    }

    private async Task<(double Milliseconds, bool Served)> TimeAsync(EndpointRecord endpoint, byte[] body, long due, CancellationToken cancel)
    {
        using var request = Authorized(endpoint, HttpMethod.Post, "/infer", body, "application/json");
        try
        {
            using var answer = await _http.SendAsync(request, cancel);
            return (Stopwatch.GetElapsedTime(due).TotalMilliseconds, answer.IsSuccessStatusCode);
        }
        catch (HttpRequestException)
        {
            return (Stopwatch.GetElapsedTime(due).TotalMilliseconds, false);
        }
    }

    private static Frame NewestCaptured(EndpointRecord endpoint)
    {
        if (!Directory.Exists(endpoint.CaptureFolder) || !Directory.EnumerateFiles(endpoint.CaptureFolder, "*.parquet", SearchOption.AllDirectories).Any())
            throw new PlatformException(EndpointErrors.NothingCaptured, $"Nothing was captured for `{endpoint.Name}` yet.", "Give the inputs of a request: `endpoints benchmark NAME INPUT=VALUE …`.");
        using var engine = new SqlEngine();
        return engine.Query($"SELECT * FROM read_parquet({SqlText.Literal(Path.Combine(endpoint.CaptureFolder, "**", "*.parquet"))}, union_by_name = true) ORDER BY _time DESC LIMIT 1");
    }
}
