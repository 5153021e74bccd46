namespace MLPlatform.ControlPlane.Tracking.Graph;

/// <summary>A document that cannot be read or run; the text goes into the answer's errors.</summary>
internal sealed class GraphException(string message) : Exception(message);
