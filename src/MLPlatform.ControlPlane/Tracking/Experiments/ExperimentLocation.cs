using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.Tracking.Experiments;

/// <summary>Which artifact locations an experiment may have.</summary>
internal static class ExperimentLocation
{
    public static string? Check(string? location)
    {
        if (string.IsNullOrEmpty(location))
            return null;
        if (location.StartsWith("runs:", StringComparison.Ordinal))
            throw MlflowRefusal.Invalid($"Artifact location cannot be a runs:/ URI. Given: '{location}'");
        var scheme = location.IndexOf(':', StringComparison.Ordinal);
        var query = location.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? location : location[..query];
        if (path.Contains('#', StringComparison.Ordinal) || path.Contains(';', StringComparison.Ordinal))
            throw MlflowRefusal.Invalid($"'artifact_location' URL can't include fragments or params.");
        if (query >= 0 && location[query..].Contains("..", StringComparison.Ordinal))
            throw MlflowRefusal.Invalid("Invalid query string: " + location[(query + 1)..]);
        // A relative or local location is one on this machine.
        return scheme < 0 ? Path.GetFullPath(location) : location;
    }
}
