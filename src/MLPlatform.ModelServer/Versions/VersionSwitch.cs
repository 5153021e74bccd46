using System.Diagnostics;
using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Errors;
using MLPlatform.ModelServer.Serving;

namespace MLPlatform.ModelServer.Versions;

/// <summary>
/// The versions that answer, exchanged under load. A request holds the version it was given until it is answered, so a version that was replaced closes its
/// engines only after its last request; a request that loses the race for one that is closing is given the new one.
/// </summary>
internal sealed class VersionSwitch(string name) : IAsyncDisposable
{
    private const int JudgeEvery = 50;

    private readonly SemaphoreSlim _changing = new(1, 1);
    private volatile Traffic? _traffic;
    private volatile ShadowLane? _shadow;
    private long _answered;

    public bool IsReady => _traffic is not null;

    /// <exception cref="PlatformException"><see cref="EndpointErrors.NotReady"/>.</exception>
    public Traffic Current => _traffic ?? throw new PlatformException(EndpointErrors.NotReady, $"`{name}` has no model loaded.", "It is starting, or its model was unloaded. Try again in a second.");

    /// <returns>The answer, and the version that gave it.</returns>
    public async ValueTask<(ServedModel Model, Prediction Prediction)> PredictAsync(Ask ask, CancellationToken cancel)
    {
        while (true)
        {
            var traffic = Current;
            var (model, request) = traffic.Route(ask);
            if (!model.TryEnter())
                continue;
            try
            {
                var started = Stopwatch.GetTimestamp();
                var prediction = await model.PredictAsync(request, cancel);
                model.Stats.Answered(Stopwatch.GetElapsedTime(started).TotalSeconds, prediction.Outputs);
                if (traffic.Candidate is { } trial)
                    After(traffic, trial, model, ask, prediction);
                return (model, prediction);
            }
            catch (Exception failure) when (IsTheModels(failure, cancel))
            {
                model.Stats.Failed();
                traffic.Candidate?.Judge(traffic.Serving.Stats.Report());
                throw;
            }
            finally
            {
                model.Leave();
            }
        }
    }

    /// <summary>Serves these versions from now on; versions that are no longer among them are closed after their last request.</summary>
    /// <param name="next">Gives the versions to serve, from those that do now; what it loads is closed again when it throws.</param>
    public async Task ChangeAsync(Func<Traffic?, Task<Traffic?>> next, CancellationToken cancel)
    {
        await _changing.WaitAsync(cancel);
        try
        {
            var before = _traffic;
            var after = await next(before);
            var shadow = _shadow;
            _shadow = after?.Candidate is { Rule.Shadow: true } trial ? new ShadowLane(trial) : null;
            _traffic = after;
            if (shadow is not null)
                await shadow.DisposeAsync();
            foreach (var model in Models(before).Except(Models(after)))
                model.Retire();
        }
        finally
        {
            _changing.Release();
        }
    }

    public TrafficReport Report()
    {
        var traffic = Current;
        var serving = traffic.Serving.Stats.Report();
        traffic.Candidate?.Judge(serving);
        return new TrafficReport(serving, traffic.Candidate?.Model.Stats.Report(), _shadow?.Report(), traffic.Candidate?.Stopped, traffic.Candidate?.Passed(serving) ?? false);
    }

    public async ValueTask DisposeAsync()
    {
        await ChangeAsync(_ => Task.FromResult<Traffic?>(null), CancellationToken.None);
        _changing.Dispose();
    }

    private void After(Traffic traffic, Candidate trial, ServedModel model, Ask ask, Prediction prediction)
    {
        if (trial.Rule.Shadow)
            _shadow?.Offer(ask.Bind, prediction.Outputs);
        else if (model == trial.Model && Interlocked.Increment(ref _answered) % JudgeEvery == 0)
            trial.Judge(traffic.Serving.Stats.Report());
    }

    // A request that is wrong, and one that was refused for lack of time, say nothing about the version.
    private static bool IsTheModels(Exception failure, CancellationToken cancel) => failure switch
    {
        PlatformException refused => refused.Code.HttpStatus == 500,
        OperationCanceledException => !cancel.IsCancellationRequested,
        _ => true,
    };

    private static IEnumerable<ServedModel> Models(Traffic? traffic) =>
        traffic is null ? [] : traffic.Candidate is { } trial ? [traffic.Serving, trial.Model] : [traffic.Serving];
}
