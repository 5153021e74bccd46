using System.Threading.Channels;

namespace MLPlatform.ControlPlane.Registry.Webhooks;

/// <summary>Between the calls that change the registry and the one task that tells of it.</summary>
internal sealed class WebhookBell
{
    private readonly Channel<bool> _rings = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>For receivers on this machine or its network, which are refused otherwise.</summary>
    public bool AllowPrivateAddresses { get; init; }

    /// <summary>Sends one delivery now; set by the sender.</summary>
    public Func<Delivery, CancellationToken, Task<WebhookTest>>? SendAsync { get; set; }

    /// <summary>Call after the change is committed.</summary>
    public void Ring() => _rings.Writer.TryWrite(true);

    /// <returns>After a ring, or after <paramref name="longest"/>.</returns>
    public async Task WaitAsync(TimeSpan? longest, TimeProvider time, CancellationToken cancel)
    {
        using var wake = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var timer = longest is null ? null : time.CreateTimer(static state => ((CancellationTokenSource)state!).Cancel(), wake, longest.Value, Timeout.InfiniteTimeSpan);
        try
        {
            await _rings.Reader.ReadAsync(wake.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // The time is over.
        }
    }
}
