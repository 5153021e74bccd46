namespace MLPlatform.Sdk.Monitoring;

/// <summary>Drift of what endpoints are asked and answer.</summary>
public sealed class MonitorArea
{
    internal MonitorArea(Platform platform) => _ = platform;
}
