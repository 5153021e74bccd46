using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.Tracking.Experiments;

/// <summary>Which artifact locations an experiment may have.</summary>
internal static class ExperimentLocation
{
    public static string? Check(string? location)
    {
        if (string.IsNullOrEmpty(location))
            return null;
        var query = location.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? location : location[..query];
        if (location.IndexOf('#', StringComparison.Ordinal) is var fragment and >= 0 && fragment < location.Length - 1)
            throw MlflowRefusal.Invalid("'artifact_location' URL can't include fragments or params.");
        if (path[(path.LastIndexOf('/') + 1)..].Contains(';', StringComparison.Ordinal))
            throw MlflowRefusal.Invalid("'artifact_location' URL can't include fragments or params.");
        if (query >= 0 && Uri.UnescapeDataString(location[(query + 1)..]) is var decoded && decoded.Contains("..", StringComparison.Ordinal))
            throw MlflowRefusal.Invalid("Invalid query string: " + decoded);
        if (location.StartsWith("runs:", StringComparison.Ordinal))
            throw MlflowRefusal.Invalid($"Artifact location cannot be a runs:/ URI. Given: '{location}'");
        return ArtifactLocation.Resolve(location);
    }
}
