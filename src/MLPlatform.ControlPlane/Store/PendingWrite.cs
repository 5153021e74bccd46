namespace MLPlatform.ControlPlane.Store;

/// <summary>A write that waits for its turn, then for the commit of its group.</summary>
internal abstract class PendingWrite
{
    /// <summary>What the work threw; its changes are undone already.</summary>
    public Exception? Failure { get; protected set; }

    /// <summary>Runs the work inside a savepoint of the group's transaction.</summary>
    public abstract void Run(StoreConnection connection);

    public abstract void Acknowledge(string path);

    public abstract void Fail(Exception failure);
}

internal sealed class PendingWrite<T>(Func<StoreConnection, T> work, CancellationToken cancel) : PendingWrite
{
    // Continuations run elsewhere: the writer goes on with the next group.
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _value = default!;

    public Task<T> Answer => _answer.Task;

    public override void Run(StoreConnection connection)
    {
        connection.Execute("SAVEPOINT request");
        try
        {
            cancel.ThrowIfCancellationRequested();
            _value = work(connection);
            connection.Execute("RELEASE request");
        }
        catch (Exception e)
        {
            Failure = e;
            if (!connection.InTransaction)
                return;
            connection.Execute("ROLLBACK TO request");
            connection.Execute("RELEASE request");
        }
    }

    public override void Acknowledge(string path)
    {
        switch (Failure)
        {
            case null: _answer.TrySetResult(_value); break;
            case OperationCanceledException: _answer.TrySetCanceled(cancel); break;
            case StoreException refused: _answer.TrySetException(refused.Told(path)); break;
            default: _answer.TrySetException(Failure); break;
        }
    }

    public override void Fail(Exception failure)
    {
        // A refusal of its own says more than that the group was lost.
        _answer.TrySetException(Failure is null or StoreException ? failure : Failure);
    }
}
