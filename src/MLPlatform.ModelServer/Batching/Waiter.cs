using MLPlatform.Frames;

namespace MLPlatform.ModelServer.Batching;

/// <summary>A request that waits for its turn. It is taken into a batch, or given up by its caller, never both.</summary>
internal sealed class Waiter(Frame inputs, long since)
{
    private int _decided;

    public Frame Inputs { get; } = inputs;

    /// <summary>Timestamp of the time provider.</summary>
    public long Since { get; } = since;

    /// <summary>The batch to run, or null when another runs it.</summary>
    public TaskCompletionSource<List<Waiter>?> Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource<Frame> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool Take() => Interlocked.Exchange(ref _decided, 1) == 0;

    public void GiveUp(CancellationToken token)
    {
        if (Take())
            Turn.SetCanceled(token);
    }

    public void Finish(Frame outputs) => Outcome.SetResult(outputs);

    public void Finish(Func<Frame> run)
    {
        try
        {
            Outcome.SetResult(run());
        }
        catch (Exception failure)
        {
            Outcome.SetException(failure);
        }
    }

    public void Fail(Exception failure) => Outcome.SetException(failure);
}
