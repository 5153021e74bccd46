using MLPlatform.Contracts.Time;
using MLPlatform.ControlPlane.ArtifactApi;
using MLPlatform.ControlPlane.Registry.Webhooks;
using MLPlatform.ControlPlane.Store;

namespace MLPlatform.ControlPlane.Tracking;

/// <summary>What the MLflow API needs from the control plane.</summary>
internal sealed record MlflowServices(Database Database, ArtifactRoot Artifacts, IAudit Audit, TimeProvider Time)
{
    public SignedUrls SignedUrls { get; } = new(Time);

    public WebhookBell Webhooks { get; init; } = new();

    /// <summary>Milliseconds since 1970 UTC, the unit of MLflow's edge.</summary>
    public long Now => UnixMicros.Now(Time) / UnixMicros.PerMillisecond;
}
