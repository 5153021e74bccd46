namespace MLPlatform.Contracts.Platform;

/// <summary>Paths of the platform API. MLflow's own paths are as MLflow has them.</summary>
public static class ApiRoutes
{
    /// <summary>Answers without a token. The control plane says <c>OK</c>, as MLflow does, with its nonce in <see cref="NonceHeader"/>; other servers say <c>{"nonce": …}</c>.</summary>
    public const string Health = "/health";

    /// <summary>Tells the process that was started from another one on its old port.</summary>
    public const string NonceHeader = "MLPlatform-Nonce";

    public const string Status = "/api/v1/status";

    public const string Shutdown = "/api/v1/shutdown";

    public const string Audit = "/api/v1/audit";

    /// <summary>POST FeatureDefinitions → ApplyResult; with <c>?plan=true</c> nothing is written.</summary>
    public const string FeaturesApply = "/api/v1/features/apply";

    public const string FeatureViews = "/api/v1/features/views";

    /// <summary>GET → Entity[], the newest versions; GET <c>/{name}?version=N</c> → Entity.</summary>
    public const string Entities = "/api/v1/features/entities";

    /// <summary>GET → DataSource[], the newest versions; GET <c>/{name}?version=N</c> → DataSource.</summary>
    public const string Sources = "/api/v1/features/sources";

    /// <summary>GET → FeatureService[], the newest versions; GET <c>/{name}?version=N</c> → FeatureService.</summary>
    public const string FeatureServices = "/api/v1/features/services";

    /// <summary>GET → ViewUse[]: how often each version of a view was pulled.</summary>
    public const string FeatureUses = "/api/v1/features/uses";

    /// <summary>POST PullReceipt; GET <c>?hash=sha256:…</c> → PullReceipt[].</summary>
    public const string FeatureReceipts = "/api/v1/features/receipts";

    /// <summary>POST: starts the feature server when it is not running → FeatureServerAddress.</summary>
    public const string FeatureServer = "/api/v1/features/server";

    /// <summary>PUT and GET and HEAD <c>/{sha256}</c>.</summary>
    public const string Blobs = "/api/v1/blobs";

    /// <summary>POST SubmitJob → JobRecord; GET → JobRecord[]; GET <c>/{id}</c>; POST <c>/{id}/cancel</c>; GET <c>/{id}/events?from=SEQ&amp;wait=SECONDS&amp;attempt=N</c> → JobEvent lines;
    /// POST <c>/estimate</c> SubmitJob → JobEstimate; GET <c>/{id}/files?attempt=N</c> → JobFile[]; GET <c>/{id}/file?attempt=N&amp;path=PATH</c> → the file.</summary>
    public const string Jobs = "/api/v1/jobs";

    /// <summary>POST DeployEndpoint → EndpointRecord; GET; GET and DELETE <c>/{name}</c>; POST CanaryRequest <c>/{name}/candidate</c>, POST <c>/{name}/promote</c>, POST <c>/{name}/rollback</c> → EndpointRecord; GET <c>/{name}/traffic</c> → TrafficReport; GET <c>/{name}/logs?lines=N</c> → text.</summary>
    public const string Endpoints = "/api/v1/endpoints";

    /// <summary>At an endpoint itself, for the control plane: PUT ModelServerSpec, GET → TrafficReport.</summary>
    public const string EndpointTraffic = "/platform/v1/traffic";

    /// <summary>Request header with the project a call acts in; absent for the default one.</summary>
    public const string ProjectHeader = "X-MLPlatform-Project";

    public const string MlflowPrefix = "/api/2.0/mlflow";

    public const string ArtifactsPrefix = "/api/2.0/mlflow-artifacts/artifacts";
}
