namespace MLPlatform.Targets.JupyterServers;

/// <param name="Url">Address of a Jupyter server, such as <c>http://127.0.0.1:8888/</c>; null when none is set.</param>
/// <param name="Program">The product's program on that machine: a name in its PATH, or a path.</param>
/// <param name="Token">Asked for when it is needed; null for a server without one.</param>
public sealed record JupyterSettings(Uri? Url, string Program, Func<CancellationToken, ValueTask<string?>> Token);
