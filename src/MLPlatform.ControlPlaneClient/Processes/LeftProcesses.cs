using MLPlatform.ControlPlaneClient.Home;

namespace MLPlatform.ControlPlaneClient.Processes;

/// <summary>Services and jobs that go on although the control plane that started them is dead.</summary>
internal static class LeftProcesses
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <returns>How many were ended.</returns>
    public static async Task<int> EndAsync(PlatformHome home, TimeProvider time)
    {
        var left = ProcessSearch.AllByEnvironment(PlatformHome.Variable, home.Folder)
            .Where(found => found.Variables.Contains(ProcessVariables.ServiceNonce) || found.Variables.Contains(ProcessVariables.JobAttempt))
            .Select(found => DetachedProcess.Adopt(found.Identity, time))
            .OfType<DetachedProcess>()
            .ToList();
        await Task.WhenAll(left.Select(process => process.StopAsync(Grace, time)));
        return left.Count;
    }
}
