using MLPlatform.ControlPlane.Access;

namespace MLPlatform.ControlPlane.Tracking.Wire;

/// <summary>Which scope each of MLflow's calls needs. Reading needs none; moving what is published needs more than adding to it.</summary>
internal static class MlflowScopes
{
    // Calls that only read although they are posts.
    private static readonly string[] PostedReads = ["/search", "/search-datasets", "/get-latest-versions", "/graphql", "/gateway-proxy", "/presigned-download-url"];

    private static readonly string[] Governing = ["/rename", "/delete", "/delete-tag", "/alias", "/transition-stage"];

    /// <returns>Null for a call that only reads.</returns>
    public static string? Of(string method, string pattern)
    {
        // What an upload address lets its holder do is a write, however it is asked for.
        if (pattern.EndsWith("/presigned-upload-url", StringComparison.Ordinal))
            return Scopes.WriteRuns;
        if (method is "GET" || Array.Exists(PostedReads, end => pattern.EndsWith(end, StringComparison.Ordinal)))
            return null;
        if (pattern.Contains("/webhooks", StringComparison.Ordinal))
            return Scopes.GovernModels;
        if (!pattern.Contains("/registered-models", StringComparison.Ordinal) && !pattern.Contains("/model-versions", StringComparison.Ordinal))
            return Scopes.WriteRuns;
        return Array.Exists(Governing, end => pattern.EndsWith(end, StringComparison.Ordinal)) ? Scopes.GovernModels : Scopes.WriteModels;
    }
}
