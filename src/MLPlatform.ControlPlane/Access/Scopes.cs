namespace MLPlatform.ControlPlane.Access;

/// <summary>What a principal may do; the owner may do everything (<c>*</c>).</summary>
internal static class Scopes
{
    public const string ReadFeatures = "features:read";

    public const string WriteFeatures = "features:write";

    public const string WriteRuns = "runs:write";

    /// <summary>Register models and their versions.</summary>
    public const string WriteModels = "models:write";

    /// <summary>Move, rename and delete what is registered: aliases, stages, webhooks.</summary>
    public const string GovernModels = "models:govern";

    public const string WriteJobs = "jobs:write";

    public const string WriteEndpoints = "endpoints:write";

    public const string ReadAudit = "audit:read";

    public const string Shutdown = "platform:shutdown";
}
