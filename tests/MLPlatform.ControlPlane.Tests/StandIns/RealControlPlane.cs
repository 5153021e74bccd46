using MLPlatform.ControlPlaneClient.Home;

namespace MLPlatform.ControlPlane.Tests.StandIns;

internal static class RealControlPlane
{
    public static async Task<int> RunAsync(string home)
    {
        await ControlPlaneApp.RunAsync(new ControlPlaneOptions(PlatformHome.At(home)), TimeProvider.System, CancellationToken.None);
        return 0;
    }
}
