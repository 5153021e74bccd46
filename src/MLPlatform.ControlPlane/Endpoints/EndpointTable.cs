using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Json;
using MLPlatform.ControlPlane.Store;

namespace MLPlatform.ControlPlane.Endpoints;

/// <summary>What is to be served: the wish, which outlives every process.</summary>
internal static class EndpointTable
{
    public static IReadOnlyList<StoredEndpoint> All(StoreConnection connection) =>
        connection.Query("SELECT record, spec FROM platform_endpoints ORDER BY project, name", Read);

    public static void Put(StoreConnection transaction, StoredEndpoint endpoint) => transaction.Execute(
        "INSERT INTO platform_endpoints (project, name, spec, record) VALUES (?, ?, ?, ?) ON CONFLICT (project, name) DO UPDATE SET spec = excluded.spec, record = excluded.record",
        endpoint.Record.Principal.Project,
        endpoint.Record.Name,
        StoredJson.Write(endpoint.Spec, ContractsJson.Default.ModelServerSpec),
        StoredJson.Write(endpoint.Record, ContractsJson.Default.EndpointRecord));

    public static void Delete(StoreConnection transaction, string project, string name) =>
        transaction.Execute("DELETE FROM platform_endpoints WHERE project = ? AND name = ?", project, name);

    private static StoredEndpoint Read(Row row) =>
        new(StoredJson.Read(row.Text(0), ContractsJson.Default.EndpointRecord), StoredJson.Read(row.Text(1), ContractsJson.Default.ModelServerSpec));
}

internal sealed record StoredEndpoint(EndpointRecord Record, ModelServerSpec Spec)
{
    /// <summary>Names of the deployments whose files are needed.</summary>
    public IReadOnlySet<string> Deployments() =>
        new[] { Spec.ModelFolder, Spec.Candidate?.ModelFolder, Record.Previous?.ModelFolder }.OfType<string>().Select(EndpointFolder.DeploymentOfModel).Append(Spec.Nonce).ToHashSet(StringComparer.Ordinal);
}
