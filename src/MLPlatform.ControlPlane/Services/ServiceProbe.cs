using System.Net.Http.Json;
using System.Text.Json;
using MLPlatform.Contracts.Json;

namespace MLPlatform.ControlPlane.Services;

/// <summary>Asks a service process how it is.</summary>
internal sealed class ServiceProbe : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false }) { Timeout = TimeSpan.FromSeconds(5) };

    public void Dispose() => _http.Dispose();

    /// <returns>True when the service answers under its own nonce and serves.</returns>
    public async Task<bool> IsReadyAsync(ServiceDescription service, CancellationToken cancel)
    {
        try
        {
            var health = await _http.GetFromJsonAsync(service.Health, ContractsJson.Default.IReadOnlyDictionaryStringString, cancel);
            if (health is null || !health.TryGetValue("nonce", out var nonce) || nonce != service.Nonce)
                return false;
            if (service.Ready == service.Health)
                return true;
            using var ready = await _http.GetAsync(service.Ready, cancel);
            return ready.IsSuccessStatusCode;
        }
        catch (Exception silent) when (silent is HttpRequestException or JsonException or NotSupportedException || (silent is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return false;
        }
    }
}
