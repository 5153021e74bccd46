using System.Text.Json;
using MLPlatform.ControlPlaneClient.Connection;

namespace MLPlatform.ControlPlane.Services;

/// <summary>Asks a service process how it is.</summary>
internal sealed class ServiceProbe : IDisposable
{
    private readonly HttpClient _http = new(LoopbackHttp.Handler()) { Timeout = TimeSpan.FromSeconds(5) };

    public void Dispose() => _http.Dispose();

    /// <returns>True when the service answers under its own nonce and serves.</returns>
    public async Task<bool> IsReadyAsync(ServiceDescription service, CancellationToken cancel)
    {
        try
        {
            using var health = JsonDocument.Parse(await _http.GetByteArrayAsync(service.Health, cancel));
            if (health.RootElement.ValueKind != JsonValueKind.Object || !health.RootElement.TryGetProperty("nonce", out var nonce) || nonce.ValueKind != JsonValueKind.String || !nonce.ValueEquals(service.Nonce))
                return false;
            if (service.Ready == service.Health)
                return true;
            using var ready = await _http.GetAsync(service.Ready, cancel);
            return ready.IsSuccessStatusCode;
        }
        catch (Exception silent) when (silent is HttpRequestException or JsonException || (silent is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return false;
        }
    }
}
