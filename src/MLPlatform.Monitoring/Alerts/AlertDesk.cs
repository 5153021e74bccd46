using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Time;

namespace MLPlatform.Monitoring.Alerts;

/// <param name="Sent">Reached every sink.</param>
/// <param name="Held">Not sent: known already, or silenced.</param>
/// <param name="Failures">Why a sink did not take one; that alert is sent again at the next check.</param>
public sealed record AlertOutcome(AlertState State, IReadOnlyList<Alert> Sent, IReadOnlyList<Alert> Held, IReadOnlyList<string> Failures);

/// <summary>Sends what is new, and nothing twice within the pause; forgets a key when its trouble is over, so that it is news when it returns.</summary>
public sealed class AlertDesk(IReadOnlyList<IAlertSink> sinks, TimeSpan pause)
{
    /// <param name="alerts">Everything that is wrong now.</param>
    /// <param name="endpoint">Keys of this endpoint that are not among them are over.</param>
    public async Task<AlertOutcome> SendAsync(AlertState state, string endpoint, IReadOnlyList<Alert> alerts, DateTimeOffset now, CancellationToken cancel = default)
    {
        var micros = UnixMicros.From(now);
        var current = alerts.Select(alert => alert.Key).ToHashSet(StringComparer.Ordinal);
        var sent = state.Sent.Where(pair => current.Contains(pair.Key) || !pair.Key.StartsWith(endpoint + "/", StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal);
        var (reached, held, failures) = (new List<Alert>(), new List<Alert>(), new List<string>());
        foreach (var alert in alerts)
        {
            var isKnown = sent.TryGetValue(alert.Key, out var last) && micros - last < (long)pause.TotalMicroseconds;
            if (isKnown || micros < state.SilentUntil)
            {
                held.Add(alert);
            }
            else if (await ReachAsync(alert, failures, cancel))
            {
                reached.Add(alert);
                sent[alert.Key] = micros;
            }
        }

        return new AlertOutcome(state with { Sent = sent, SilentUntil = micros < state.SilentUntil ? state.SilentUntil : null }, reached, held, failures);
    }

    private async Task<bool> ReachAsync(Alert alert, List<string> failures, CancellationToken cancel)
    {
        var all = true;
        foreach (var sink in sinks)
        {
            try
            {
                await sink.SendAsync(alert, cancel);
            }
            catch (PlatformException refused)
            {
                all = false;
                failures.Add(refused.Problem);
            }
        }

        return all;
    }
}
