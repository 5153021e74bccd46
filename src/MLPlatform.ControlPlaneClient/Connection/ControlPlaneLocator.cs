using System.Text.Json;
using MLPlatform.Contracts.Json;
using MLPlatform.Contracts.Platform;
using MLPlatform.ControlPlaneClient.Home;
using MLPlatform.ControlPlaneClient.Processes;

namespace MLPlatform.ControlPlaneClient.Connection;

/// <summary>Finds the control plane that runs for a home.</summary>
internal static class ControlPlaneLocator
{
    /// <returns>Null when the home names none, or names one that is dead or is not the one it claims to be.</returns>
    public static async Task<ControlPlaneAddress?> FindAsync(PlatformHome home, HttpClient http, CancellationToken cancel)
    {
        if (Read(home) is not { } address || !new ProcessIdentity(address.ProcessId, address.StartTicks).IsAlive)
            return null;
        try
        {
            using var health = await http.GetAsync(new Uri(new Uri(address.Url), ApiRoutes.Health), cancel);
            return health.IsSuccessStatusCode && health.Headers.TryGetValues(ApiRoutes.NonceHeader, out var nonces) && nonces.Contains(address.Nonce) ? address : null;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <returns>What the address file says, running or not; null when there is none to be read.</returns>
    public static ControlPlaneAddress? Read(PlatformHome home)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(home.AddressFile), ContractsJson.Default.ControlPlaneAddress);
        }
        catch (Exception unreadable) when (unreadable is IOException or JsonException)
        {
            return null;
        }
    }
}
