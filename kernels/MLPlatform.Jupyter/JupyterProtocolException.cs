namespace MLPlatform.Jupyter;

/// <summary>A message or connection file that breaks the protocol. Carries no remote content beyond its own description.</summary>
public sealed class JupyterProtocolException(string message, Exception? cause = null) : Exception(message, cause);
