using MLPlatform.ControlPlaneClient.Home;

namespace MLPlatform.ControlPlane;

/// <param name="Port">0 for what the settings say, else the last one of this home, else a free one.</param>
/// <param name="DefaultArtifactRoot">Where experiments keep artifacts unless they say otherwise, such as <c>file:///mnt/team</c>; null for the home, behind this server.</param>
/// <param name="ForTestSuites">Requests without a token act as the owner, and <c>POST /api/v1/testing/reset</c> empties the store: for MLflow's own test suites on a scratch home.</param>
public sealed record ControlPlaneOptions(PlatformHome Home, int Port = 0, string? DefaultArtifactRoot = null, bool ForTestSuites = false);
