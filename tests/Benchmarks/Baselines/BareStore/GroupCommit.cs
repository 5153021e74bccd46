using System.Threading.Channels;

namespace Benchmarks.Baselines.BareStore;

/// <summary>Commits what waits together, and answers after the commit.</summary>
internal sealed class GroupCommit : IAsyncDisposable
{
    private readonly MetricStore _store;
    private readonly Channel<(MetricPoint Point, TaskCompletionSource Done)> _queue = Channel.CreateUnbounded<(MetricPoint, TaskCompletionSource)>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _writing;

    public GroupCommit(MetricStore store)
    {
        _store = store;
        _writing = Task.Run(WriteAsync);
    }

    public Task AddAsync(MetricPoint point)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _queue.Writer.TryWrite((point, done));
        return done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.Complete();
        await _writing;
        _store.Dispose();
    }

    private async Task WriteAsync()
    {
        var group = new List<TaskCompletionSource>();
        while (await _queue.Reader.WaitToReadAsync())
        {
            _store.Begin();
            while (_queue.Reader.TryRead(out var item))
            {
                _store.Add(item.Point);
                group.Add(item.Done);
            }

            _store.Commit();
            foreach (var done in group)
                done.SetResult();
            group.Clear();
        }
    }
}
