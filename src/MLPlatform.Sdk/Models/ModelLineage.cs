using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Features;
using MLPlatform.Contracts.Tracking;
using MLPlatform.Sdk.Runs;

namespace MLPlatform.Sdk.Models;

/// <summary>Where a model version came from and where it went, read back from the registry alone.</summary>
/// <param name="Data">Every data set the run read, with its content hash.</param>
/// <param name="Pulls">Receipts of the pulls that made the data.</param>
/// <param name="Manifest">What is inside the artifact; null when the version's artifact is not one of ours.</param>
/// <param name="Endpoints">Endpoints that serve this version now.</param>
public sealed record ModelLineage(ModelVersion Version, RunRecord? Run, IReadOnlyList<Dataset> Data, IReadOnlyList<PullReceipt> Pulls, ModelManifest? Manifest, IReadOnlyList<EndpointRecord> Endpoints)
{
    /// <summary>Views the data was pulled from, <c>name@version</c>.</summary>
    public IReadOnlyList<string> Views { get; } = [.. Pulls.SelectMany(pull => pull.Views).Distinct(StringComparer.Ordinal)];
}
