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

    /// <summary>Loads another version beside the one that serves, for the requests the rule gives it.</summary>
    public Task<EndpointRecord> TryAsync(string name, CanaryRequest request, CancellationToken cancel = default) =>
        _calls.PostAsync(PathOf(name) + "/candidate", request, ContractsJson.Default.CanaryRequest, ContractsJson.Default.EndpointRecord, cancel);

    /// <summary>The candidate serves from now on.</summary>
    public Task<EndpointRecord> PromoteAsync(string name, CancellationToken cancel = default) => _calls.PostAsync(PathOf(name) + "/promote", ContractsJson.Default.EndpointRecord, cancel);

    /// <summary>Ends a trial; without one, brings back the version that served before.</summary>
    public Task<EndpointRecord> RollBackAsync(string name, CancellationToken cancel = default) => _calls.PostAsync(PathOf(name) + "/rollback", ContractsJson.Default.EndpointRecord, cancel);

    public Task<TrafficReport> TrafficAsync(string name, CancellationToken cancel = default) => _calls.GetAsync(PathOf(name) + "/traffic", ContractsJson.Default.TrafficReport, cancel);

    /// <summary>The newest lines of what the endpoint wrote, oldest first.</summary>
    /// <param name="lines">1 to 1,000.</param>
    public async Task<string> LogsAsync(string name, int lines, CancellationToken cancel = default)
    {
        using var answer = await _calls.SendAsync(() => new HttpRequestMessage(HttpMethod.Get, $"{PathOf(name)}/logs?lines={lines.ToString(System.Globalization.CultureInfo.InvariantCulture)}"), cancel);
        return await answer.Content.ReadAsStringAsync(cancel);
    }

    private static string PathOf(string name) => $"{ApiRoutes.Endpoints}/{Uri.EscapeDataString(name)}";
}
