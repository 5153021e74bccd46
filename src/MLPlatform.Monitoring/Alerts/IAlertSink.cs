using MLPlatform.Contracts.Errors;

namespace MLPlatform.Monitoring.Alerts;

/// <summary>Where alerts go.</summary>
public interface IAlertSink
{
    /// <summary>For messages: <c>webhook https://…</c>.</summary>
    string Name { get; }

    /// <exception cref="PlatformException"><see cref="EndpointErrors.AlertNotSent"/>.</exception>
    Task SendAsync(Alert alert, CancellationToken cancel);
}
