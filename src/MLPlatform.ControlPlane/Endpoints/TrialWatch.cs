namespace MLPlatform.ControlPlane.Endpoints;

/// <summary>Looks after candidates while the control plane runs.</summary>
internal sealed class TrialWatch : IAsyncDisposable
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watching;

    public TrialWatch(EndpointFleet fleet, TimeProvider time) => _watching = WatchAsync(fleet, time);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        _stop.Dispose();
    }

    private async Task WatchAsync(EndpointFleet fleet, TimeProvider time)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Between, time, _stop.Token);
                await fleet.JudgeTrialsAsync(_stop.Token);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The control plane ends.
        }
    }
}
