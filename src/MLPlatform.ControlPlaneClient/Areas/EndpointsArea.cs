using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Json;
using MLPlatform.Contracts.Platform;
using MLPlatform.ControlPlaneClient.Connection;

namespace MLPlatform.ControlPlaneClient.Areas;

/// <summary>Served models. They outlive the caller; the control plane keeps them running.</summary>
public sealed class EndpointsArea
{
    private readonly ApiCalls _calls;

    internal EndpointsArea(ApiCalls calls) => _calls = calls;

    /// <summary>Deploys a model, or replaces what the endpoint of this name serves; returns when it answers.</summary>
    /// <exception cref="Contracts.Errors.PlatformException">
    /// <see cref="Contracts.Errors.EndpointErrors.PortInUse"/>, <see cref="Contracts.Errors.EndpointErrors.DidNotStart"/>,
    /// <see cref="Contracts.Errors.ModelErrors.NotFound"/>; nothing is left behind.
    /// </exception>
    public Task<EndpointRecord> DeployAsync(DeployEndpoint request, CancellationToken cancel = default) =>
        _calls.PostAsync(ApiRoutes.Endpoints, request, ContractsJson.Default.DeployEndpoint, ContractsJson.Default.EndpointRecord, cancel);

    /// <returns>By name.</returns>
    public Task<IReadOnlyList<EndpointRecord>> ListAsync(CancellationToken cancel = default) =>
        _calls.GetAsync(ApiRoutes.Endpoints, ContractsJson.Default.IReadOnlyListEndpointRecord, cancel);

    /// <exception cref="Contracts.Errors.PlatformException"><see cref="Contracts.Errors.EndpointErrors.NotFound"/>.</exception>
    public Task<EndpointRecord> GetAsync(string name, CancellationToken cancel = default) =>
        _calls.GetAsync(PathOf(name), ContractsJson.Default.EndpointRecord, cancel);

    /// <summary>Ends the serving process and forgets the endpoint; captured requests stay.</summary>
    public Task StopAsync(string name, CancellationToken cancel = default) =>
        _calls.SendAndForgetAsync(HttpMethod.Delete, PathOf(name), cancel);

    private static string PathOf(string name) => $"{ApiRoutes.Endpoints}/{Uri.EscapeDataString(name)}";
}
