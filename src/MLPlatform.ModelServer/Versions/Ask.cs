using MLPlatform.ModelServer.Binding;

namespace MLPlatform.ModelServer.Versions;

/// <summary>A request before a version is chosen for it.</summary>
/// <param name="Protocol">For the metrics: <c>oip</c>, <c>mlflow</c>, <c>grpc</c>.</param>
/// <param name="Version">The version the caller named; null or empty when it named none.</param>
/// <param name="Header">A request header by name.</param>
/// <param name="Bind">Reads the body into a version's columns; may be called more than once.</param>
internal sealed record Ask(string Protocol, string? Version, Func<string, string?> Header, Func<RequestSchema, BoundRequest> Bind);
