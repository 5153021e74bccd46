namespace MLPlatform.FeatureServer;

/// <summary>How <c>mlplatform serve-features</c> runs.</summary>
/// <param name="Home">The platform home; the store is in its folder <c>online</c>.</param>
/// <param name="Socket">Path of the Unix socket for the online protocol.</param>
/// <param name="Port">Loopback port of the HTTP interface; 0 for a free one.</param>
/// <param name="Nonce">Repeated by <c>/health</c>, so that a control plane knows the process it finds is the one it started.</param>
public sealed record FeatureServerOptions(string Home, string Socket, int Port = 0, string? Nonce = null)
{
    /// <summary>Name in the home's folder <c>online</c> of the file that tells where a running server answers; a <see cref="Contracts.Features.FeatureServerAddress"/>, written once it listens.</summary>
    public const string AddressFileName = "server.json";

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
