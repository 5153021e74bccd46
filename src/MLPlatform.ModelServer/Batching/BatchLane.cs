using System.Diagnostics;
using MLPlatform.Contracts.Errors;
using MLPlatform.Frames;
using MLPlatform.Inference.Models;

namespace MLPlatform.ModelServer.Batching;

/// <summary>What a lane did, for the metrics.</summary>
/// <param name="Requests">Predicted together.</param>
internal readonly record struct BatchRun(int Requests, int Rows, double QueuedSeconds, double Seconds);

/// <summary>
/// A model's turns. While a thread is free a request runs at once, on the thread it came on: at low load there is no queue and nothing to wait for. Requests that
/// find every thread busy wait, and the next free thread takes all of them that fit into one batch. Nothing ever waits for company, so batching can only
/// shorten the wait: it saves the fixed part of the service time, and a timer that holds requests back would add to the mean whenever the load is low.
/// </summary>
/// <remarks>Invariant: a waiter is in the queue only while <see cref="_running"/> equals the number of threads.</remarks>
internal sealed class BatchLane(IModel model, int threads, TimeSpan patience, TimeProvider time, Action<BatchRun> ran)
{
    /// <summary>Rows of one batch; a request that is larger runs alone.</summary>
    public const int MostRows = 256;

    private readonly Lock _gate = new();
    private readonly Queue<Waiter> _queue = new();
    private int _running;
    private long _queuedRows;

    public ServiceTime Service { get; } = new();

    /// <summary>Requests that wait for a thread.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
                return _queue.Count;
        }
    }

    /// <param name="within">How long the caller waits in all; null for as long as it takes.</param>
    /// <exception cref="PlatformException"><see cref="EndpointErrors.Overloaded"/> when its turn would come too late; whatever the model refuses.</exception>
    public ValueTask<Frame> PredictAsync(Frame inputs, TimeSpan? within, CancellationToken cancel)
    {
        Waiter waiter;
        lock (_gate)
        {
            if (_running < threads)
            {
                _running++;
                waiter = null!;
            }
            else
            {
                Admit(inputs.RowCount, within);
                waiter = new Waiter(inputs, time.GetTimestamp());
                _queue.Enqueue(waiter);
                _queuedRows += inputs.RowCount;
            }
        }

        return waiter is null ? ValueTask.FromResult(RunAlone(inputs)) : WaitAsync(waiter, cancel);
    }

    // Decided before anything is done for the request: a caller that can not be served in time learns so at once.
    private void Admit(int rows, TimeSpan? within)
    {
        var own = Service.Of(rows);
        var batches = Math.Ceiling((double)_queuedRows / MostRows);
        var wait = ((Service.PerRow * _queuedRows) + (Service.Fixed * (batches + 1))) / threads;
        var most = within is { } limit ? Math.Min(limit.TotalSeconds - own, Patience(own)) : Patience(own);
        if (wait > most)
            throw new PlatformException(EndpointErrors.Overloaded, $"{_queue.Count} requests wait already, for about {wait * 1000:0} ms.", $"Try again in {Math.Max(1, Math.Ceiling(wait)):0} s.");
    }

    private double Patience(double own) => Math.Max(patience.TotalSeconds, 4 * own);

    private Frame RunAlone(Frame inputs)
    {
        try
        {
            return Run(inputs, 1, 0);
        }
        finally
        {
            HandOn();
        }
    }

    private async ValueTask<Frame> WaitAsync(Waiter waiter, CancellationToken cancel)
    {
        await using (cancel.UnsafeRegister(static (state, token) => ((Waiter)state!).GiveUp(token), waiter))
        {
            // The first of a batch runs it for all; the others find their part when they wake.
            if (await waiter.Turn.Task is { } batch)
                Lead(batch);
        }

        return await waiter.Outcome.Task;
    }

    private void Lead(List<Waiter> batch)
    {
        try
        {
            var queued = time.GetElapsedTime(batch[0].Since).TotalSeconds;
            if (batch.Count == 1)
                batch[0].Finish(() => Run(batch[0].Inputs, 1, queued));
            else
                RunTogether(batch, queued);
        }
        finally
        {
            HandOn();
        }
    }

    private void RunTogether(List<Waiter> batch, double queued)
    {
        Frame outputs;
        try
        {
            outputs = Run(MergedRows.Of([.. batch.Select(waiter => waiter.Inputs)]), batch.Count, queued);
        }
        catch (PlatformException)
        {
            // One request's values are refused: each runs alone, so that only its sender hears of it.
            foreach (var waiter in batch)
                waiter.Finish(() => Run(waiter.Inputs, 1, queued));
            return;
        }
        catch (Exception defect)
        {
            foreach (var waiter in batch)
                waiter.Fail(defect);
            return;
        }

        var at = 0;
        foreach (var waiter in batch)
        {
            waiter.Finish(outputs.Slice(at, waiter.Inputs.RowCount));
            at += waiter.Inputs.RowCount;
        }
    }

    private Frame Run(Frame inputs, int requests, double queued)
    {
        var started = Stopwatch.GetTimestamp();
        var outputs = model.Predict(inputs);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Service.Observe(inputs.RowCount, seconds);
        ran(new BatchRun(requests, inputs.RowCount, queued, seconds));
        return outputs;
    }

    /// <summary>Gives this thread's turn to those who wait, or back.</summary>
    private void HandOn()
    {
        List<Waiter>? batch = null;
        lock (_gate)
        {
            var rows = 0;
            while (_queue.TryPeek(out var next) && (batch is null || rows + next.Inputs.RowCount <= MostRows))
            {
                _queue.Dequeue();
                _queuedRows -= next.Inputs.RowCount;
                if (!next.Take())
                    continue;
                (batch ??= []).Add(next);
                rows += next.Inputs.RowCount;
            }

            if (batch is null)
            {
                _running--;
                return;
            }
        }

        for (var i = 1; i < batch.Count; i++)
            batch[i].Turn.SetResult(null);
        batch[0].Turn.SetResult(batch);
    }
}
