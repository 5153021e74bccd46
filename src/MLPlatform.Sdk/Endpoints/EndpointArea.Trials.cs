using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.Sdk.Endpoints;

public sealed partial class EndpointArea
{
    /// <summary>Tries another version on the requests that the rule gives it. A canary that breaks a limit gets no more requests.</summary>
    /// <param name="model"><c>name@alias</c> or <c>name@3</c>.</param>
    /// <param name="limits">Null for the usual ones.</param>
    /// <exception cref="PlatformException">The version does not load; nothing has changed.</exception>
    public async Task<EndpointRecord> TryAsync(string name, string model, TrafficRule rule, CanaryLimits? limits = null, CancellationToken cancel = default)
    {
        await GetAsync(name, cancel);
        await _platform.Models.GetAsync(model, cancel);
        return await (await _platform.ConnectAsync(cancel)).Endpoints.TryAsync(name, new CanaryRequest(model, rule, limits), cancel);
    }

    /// <summary>The candidate serves from now on, without a gap.</summary>
    public async Task<EndpointRecord> PromoteAsync(string name, CancellationToken cancel = default)
    {
        await GetAsync(name, cancel);
        return await (await _platform.ConnectAsync(cancel)).Endpoints.PromoteAsync(name, cancel);
    }

    /// <summary>Ends a trial; without one, brings back the version that served before.</summary>
    public async Task<EndpointRecord> RollBackAsync(string name, CancellationToken cancel = default)
    {
        await GetAsync(name, cancel);
        return await (await _platform.ConnectAsync(cancel)).Endpoints.RollBackAsync(name, cancel);
    }

    /// <summary>How the versions of an endpoint do since they were loaded.</summary>
    public async Task<TrafficReport> TrafficAsync(string name, CancellationToken cancel = default)
    {
        await GetAsync(name, cancel);
        return await (await _platform.ConnectAsync(cancel)).Endpoints.TrafficAsync(name, cancel);
    }

    /// <summary>The newest lines the endpoint wrote, oldest first.</summary>
    public async Task<IReadOnlyList<string>> LogsAsync(string name, int lines = 50, CancellationToken cancel = default)
    {
        await GetAsync(name, cancel);
        return (await (await _platform.ConnectAsync(cancel)).Endpoints.LogsAsync(name, lines, cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
