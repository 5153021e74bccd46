using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using MLPlatform.Kernel.Session;

namespace MLPlatform.Interactive.Running;

/// <summary>The events of a session's cells, for those who observe them. A cell costs nothing more while nobody does.</summary>
internal sealed class EventStream(NotebookSession session) : IObservable<KernelEvent>, ICellWatcher
{
    private readonly Lock _gate = new();
    private IReadOnlyList<IObserver<KernelEvent>> _observers = [];
    private bool _watching;

    public static EventStream Of(NotebookSession session) => session.Keep(() => new EventStream(session));

    public IDisposable Subscribe(IObserver<KernelEvent> observer)
    {
        lock (_gate)
        {
            _observers = [.. _observers, observer];
            if (!_watching)
                session.Add(this);
            _watching = true;
        }

        return new Subscription(this, observer);
    }

    public void Tell(KernelEvent happened)
    {
        foreach (var observer in Volatile.Read(ref _observers))
            observer.OnNext(happened);
    }

    public ICellOutput Begin(CellRequest cell, ICellOutput output)
    {
        if (Volatile.Read(ref _observers).Count == 0)
            return output;
        var command = new SubmitCode(cell.Code, cell.Kernel);
        return new EventOutput(output, null, command, isNested: false, () => session.LastResult, Tell);
    }

    public void End(CellRequest cell, CellResult result)
    {
        if (Volatile.Read(ref _observers).Count > 0)
            Tell(CommandRun.Completion(new SubmitCode(cell.Code, cell.Kernel), result));
    }

    private sealed class Subscription(EventStream stream, IObserver<KernelEvent> observer) : IDisposable
    {
        public void Dispose()
        {
            lock (stream._gate)
                stream._observers = [.. stream._observers.Where(one => one != observer)];
        }
    }
}

internal sealed class EventObserver(Action<KernelEvent> onNext) : IObserver<KernelEvent>
{
    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void OnNext(KernelEvent value) => onNext(value);
}
