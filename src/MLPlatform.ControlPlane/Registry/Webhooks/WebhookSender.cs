using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using MLPlatform.ControlPlane.Tracking;

namespace MLPlatform.ControlPlane.Registry.Webhooks;

/// <summary>
/// Delivers what the store holds for webhooks: signed, at least once, again after 429, a 5xx or no answer with growing pauses, and given up after the last.
/// A control plane that ends in between goes on when it is next started.
/// </summary>
internal sealed class WebhookSender : IAsyncDisposable
{
    private const int MostAttempts = 6;
    private const int MostBodyShown = 2000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly MlflowServices _services;
    private readonly ILogger _log;
    private readonly TimeSpan _firstPause;
    private readonly HttpClient _http;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _sending;

    /// <param name="firstPause">Doubled after each attempt.</param>
    public WebhookSender(MlflowServices services, ILogger log, TimeSpan? firstPause = null)
    {
        (_services, _log, _firstPause) = (services, log, firstPause ?? TimeSpan.FromSeconds(2));
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectCallback = (context, cancel) => WebhookAddress.ConnectAsync(context.DnsEndPoint, services.Webhooks.AllowPrivateAddresses, cancel),
        };
        _http = new HttpClient(handler) { Timeout = Patience };
        services.Webhooks.SendAsync = SendAsync;
        _sending = Task.Run(RunAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _sending.ConfigureAwait(false);
        _http.Dispose();
        _stop.Dispose();
    }

    /// <summary><c>v1,</c> and the base64 of HMAC-SHA256 over <c>id.timestamp.body</c>.</summary>
    public static string Signature(string secret, string id, string timestamp, string body) =>
        "v1," + Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}")));

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                foreach (var delivery in _services.Database.Read(store => WebhookStore.Due(store, _services.Now)))
                    await DeliverAsync(delivery).ConfigureAwait(false);
                var next = _services.Database.Read(WebhookStore.NextDue);
                await _services.Webhooks.WaitAsync(next is null ? null : TimeSpan.FromMilliseconds(Math.Max(1, next.Value - _services.Now)), _services.Time, _stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The control plane ends; what is left is in the store.
        }
    }

    private async Task DeliverAsync(Delivery delivery)
    {
        var result = await SendAsync(delivery, _stop.Token).ConfigureAwait(false);
        var attempts = delivery.Attempts + 1;
        if (result.Success || attempts >= MostAttempts || result.ResponseStatus is >= 300 and < 500 and not 429)
        {
            if (!result.Success)
                _log.LogWarning("Webhook delivery {Delivery} is given up after {Attempts} attempts: {Status} {Error}", delivery.Id, attempts, result.ResponseStatus, result.ErrorMessage);
            await _services.Database.WriteAsync(store => WebhookStore.Done(store, delivery.Id)).ConfigureAwait(false);
            return;
        }

        var pause = _firstPause * Math.Pow(2, attempts - 1) * (0.75 + (Random.Shared.NextDouble() / 2));
        await _services.Database.WriteAsync(store => WebhookStore.Again(store, delivery.Id, attempts, _services.Now + (long)pause.TotalMilliseconds)).ConfigureAwait(false);
    }

    private async Task<WebhookTest> SendAsync(Delivery delivery, CancellationToken cancel)
    {
        var timestamp = (_services.Now / 1000).ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, delivery.Url) { Content = new StringContent(delivery.Body, Encoding.UTF8, "application/json") };
        request.Headers.Add("X-MLflow-Delivery-Id", delivery.Id);
        request.Headers.Add("X-MLflow-Timestamp", timestamp);
        if (!string.IsNullOrEmpty(delivery.Secret))
            request.Headers.Add("X-MLflow-Signature", Signature(delivery.Secret, delivery.Id, timestamp, delivery.Body));
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel).ConfigureAwait(false);
            return new WebhookTest(response.StatusCode is >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices, (int)response.StatusCode, await StartOfAsync(response, cancel).ConfigureAwait(false), null);
        }
        catch (Exception unanswered) when (unanswered is HttpRequestException or IOException || (unanswered is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return new WebhookTest(false, null, null, unanswered.Message);
        }
    }

    // A receiver may answer with anything, of any length.
    private static async Task<string> StartOfAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        var start = new byte[MostBodyShown];
        await using var body = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        return Encoding.UTF8.GetString(start, 0, await body.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancel).ConfigureAwait(false));
    }
}
