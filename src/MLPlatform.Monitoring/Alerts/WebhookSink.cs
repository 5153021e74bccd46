using System.Net.Http.Headers;
using System.Text.Json;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.Monitoring.Alerts;

/// <summary>Posts each alert as JSON: <c>text</c>, which chat services show, and the alert's own fields.</summary>
public sealed class WebhookSink(HttpClient http, Uri address) : IAlertSink
{
    public string Name => $"webhook {address.Host}";

    public async Task SendAsync(Alert alert, CancellationToken cancel)
    {
        using var body = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(new WebhookBody($"{alert.Title}\n{alert.Detail}", alert), MonitoringJson.Default.WebhookBody));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var answer = await http.PostAsync(address, body, cancel);
            if (!answer.IsSuccessStatusCode)
                throw NotSent($"it answered {(int)answer.StatusCode}");
        }
        catch (HttpRequestException failure)
        {
            throw NotSent(failure.Message, failure);
        }
        catch (TaskCanceledException late) when (!cancel.IsCancellationRequested)
        {
            throw NotSent("it did not answer", late);
        }
    }

    // The address may hold a secret of the chat service: only its host is named.
    private PlatformException NotSent(string why, Exception? cause = null) => new(EndpointErrors.AlertNotSent, $"The webhook at `{address.Host}` did not take the alert: {why}.", "Check its address.", cause);
}

/// <summary>What a webhook is sent.</summary>
public sealed record WebhookBody(string Text, Alert Alert);
