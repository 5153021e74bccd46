using System.Globalization;
using MLPlatform.Contracts.Endpoints;
using MLPlatform.Magics.Tree;
using MLPlatform.Plots.Reports;
using MLPlatform.Plots.Tables;

namespace MLPlatform.Magics.Areas.Endpoints;

internal sealed class EndpointsList() : PlatformCommand("list", "All endpoints.", "endpoints list")
{
    public override async Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancel)
    {
        var endpoints = await call.Platform.Endpoints.ListAsync(cancel);
        return new CommandResult($"**{Spelled.Count(endpoints.Count, "endpoint")}**", endpoints, endpoints.Count == 0 ? [] : [TableOf(endpoints)]) { CSharp = "await ml.Endpoints.ListAsync()" };
    }

    internal static Table TableOf(IReadOnlyList<EndpointRecord> endpoints) => Table.Of(
        ["endpoint", "state", "model", "version", "url", "process", "restarts", ""],
        [.. endpoints.Select(endpoint => (IReadOnlyList<string?>)[endpoint.Name, endpoint.State.ToString().ToLowerInvariant(), endpoint.Model, endpoint.ModelVersion.ToString(CultureInfo.InvariantCulture), endpoint.Url, endpoint.ProcessId?.ToString(CultureInfo.InvariantCulture), endpoint.Restarts.ToString(CultureInfo.InvariantCulture), endpoint.Message ?? ""])]);
}
