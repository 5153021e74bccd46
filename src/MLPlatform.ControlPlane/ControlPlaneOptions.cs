using MLPlatform.ControlPlaneClient.Home;

namespace MLPlatform.ControlPlane;

/// <param name="Port">0 for what the settings say, else the last one of this home, else a free one.</param>
public sealed record ControlPlaneOptions(PlatformHome Home, int Port = 0);
