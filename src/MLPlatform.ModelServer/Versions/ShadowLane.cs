using System.Threading.Channels;
using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Errors;
using MLPlatform.Frames;
using MLPlatform.ModelServer.Binding;

namespace MLPlatform.ModelServer.Versions;

/// <summary>Repeats answered requests on a candidate and keeps how the scores differ. Bounded: what it can't keep up with is dropped and counted.</summary>
internal sealed class ShadowLane : IAsyncDisposable
{
    private const int Queued = 1_024;

    private readonly Candidate _candidate;
    private readonly Channel<(BoundRequest Request, Frame Outputs)> _queue = Channel.CreateBounded<(BoundRequest, Frame)>(new BoundedChannelOptions(Queued) { SingleReader = true });
    private readonly Task _worker;
    private readonly Lock _gate = new();
    private long _rows;
    private long _failures;
    private long _dropped;
    private double _sum;
    private double _largest;

    public ShadowLane(Candidate candidate)
    {
        _candidate = candidate;
        _worker = Task.Run(RunAsync);
    }

    /// <param name="bind">Reads the body into the candidate's columns; called before this returns.</param>
    public void Offer(Func<RequestSchema, BoundRequest> bind, Frame outputs)
    {
        if (Random.Shared.NextDouble() >= _candidate.Rule.Weight)
            return;
        try
        {
            if (!_queue.Writer.TryWrite((bind(_candidate.Model.Schema), outputs)))
                Count(ref _dropped);
        }
        catch (PlatformException)
        {
            // The candidate takes columns that this request lacks; its sender is served and must not hear of it.
            Count(ref _failures);
        }
    }

    public ShadowTraffic Report()
    {
        lock (_gate)
            return new ShadowTraffic(_rows, _failures, _dropped, _rows == 0 ? 0 : _sum / _rows, _largest);
    }

    /// <summary>Finishes what is queued, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _worker;
    }

    private async Task RunAsync()
    {
        await foreach (var (request, outputs) in _queue.Reader.ReadAllAsync())
        {
            try
            {
                Compare(outputs, (await _candidate.Model.ScoreAsync(request, CancellationToken.None)).Outputs);
            }
            catch (PlatformException)
            {
                Count(ref _failures);
            }
        }
    }

    private void Compare(Frame serving, Frame shadow)
    {
        if (serving.Count == 0 || shadow.Count == 0)
            return;
        var (then, now) = (serving[0].ToDoubles(), shadow[0].ToDoubles());
        lock (_gate)
        {
            for (var row = 0; row < Math.Min(then.Length, now.Length); row++)
            {
                var apart = Math.Abs(then[row] - now[row]);
                _rows++;
                _sum += apart;
                _largest = Math.Max(_largest, apart);
            }
        }
    }

    private void Count(ref long counter)
    {
        lock (_gate)
            counter++;
    }
}
