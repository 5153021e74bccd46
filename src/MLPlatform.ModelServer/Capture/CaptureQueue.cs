using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Time;
using MLPlatform.ModelServer.Serving;

namespace MLPlatform.ModelServer.Capture;

/// <summary>
/// Keeps a sample of the served requests as Parquet by hour, <c>2026-11-20T15/…parquet</c>, off the requests' path: a full queue drops and counts.
/// A killed process loses what it had not written yet, at most a minute of samples.
/// </summary>
internal sealed class CaptureQueue : IAsyncDisposable
{
    private const int QueuedRequests = 8_192, RowsPerFile = 100_000;
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1), Longest = TimeSpan.FromMinutes(1);

    private readonly ModelServerSpec _spec;
    private readonly ServingMetrics _metrics;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly Channel<CapturedRequest> _queue;
    private readonly Task _writer;
    private double _rate;

    public CaptureQueue(ModelServerSpec spec, ServingMetrics metrics, ILogger log, TimeProvider time)
    {
        (_spec, _metrics, _log, _time) = (spec, metrics, log, time);
        _rate = spec.CaptureRate;
        _queue = Channel.CreateBounded<CapturedRequest>(new BoundedChannelOptions(QueuedRequests) { SingleReader = true });
        _writer = Task.Run(WriteAsync);
    }

    /// <summary>Whether the next request is in the sample.</summary>
    public bool Samples() => Rate is var rate && (rate >= 1 || (rate > 0 && Random.Shared.NextDouble() < rate));

    /// <summary>Share of requests kept, 0 to 1.</summary>
    public double Rate
    {
        get => Volatile.Read(ref _rate);
        set => Volatile.Write(ref _rate, value);
    }

    public void Offer(CapturedRequest request)
    {
        if (!_queue.Writer.TryWrite(request))
            _metrics.CaptureDropped.Add();
    }

    /// <summary>Writes what is queued, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.Complete();
        await _writer;
    }

    private async Task WriteAsync()
    {
        var pending = new List<CapturedRequest>();
        var rows = 0;
        var since = 0L;
        while (true)
        {
            var more = pending.Count == 0 ? await _queue.Reader.WaitToReadAsync() : await WaitQuietlyAsync(since);
            if (more == true && _queue.Reader.TryPeek(out var next) && (pending.Count == 0 || SameFile(pending[0], next)) && _queue.Reader.TryRead(out var request))
            {
                if (pending.Count == 0)
                    since = _time.GetTimestamp();
                pending.Add(request);
                rows += request.Rows;
                if (rows < RowsPerFile)
                    continue;
            }

            if (pending.Count > 0)
                WriteFile(pending);
            pending.Clear();
            rows = 0;
            if (more == false)
                return;
        }
    }

    /// <returns>True when a request waits, false when none will come, null when none came for a while or the pending ones are old.</returns>
    private async Task<bool?> WaitQuietlyAsync(long since)
    {
        if (_queue.Reader.TryPeek(out _))
            return _time.GetElapsedTime(since) < Longest ? true : null;
        try
        {
            return await _queue.Reader.WaitToReadAsync().AsTask().WaitAsync(Quiet, _time);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    private void WriteFile(List<CapturedRequest> requests)
    {
        var hour = UnixMicros.ToInstant(requests[0].Time).ToString("yyyy-MM-dd'T'HH", CultureInfo.InvariantCulture);
        var path = Path.Combine(_spec.CaptureFolder, hour, $"{Guid.CreateVersion7(_time.GetUtcNow()):N}.parquet");
        try
        {
            var table = CaptureTable.Of(requests);
            table.WriteParquet(path);
            _metrics.CapturedRows.Add(table.RowCount);
        }
        catch (PlatformException refused)
        {
            // A full disk must not stop predictions: what cannot be kept is counted as dropped.
            _metrics.CaptureDropped.Add(requests.Count);
            _log.LogError(refused, "Could not keep {Requests} captured requests: {Problem}", requests.Count, refused.Problem);
        }
    }

    private static bool SameFile(CapturedRequest first, CapturedRequest last) =>
        first.Schema == last.Schema &&
        first.Time / (3_600 * UnixMicros.PerSecond) == last.Time / (3_600 * UnixMicros.PerSecond);
}
