namespace MLPlatform.ControlPlaneClient.Connection;

public enum StartMode
{
    /// <summary>Start the control plane when it does not run, now and whenever a later call finds it dead.</summary>
    IfNeeded,

    /// <summary>Only talk to one that runs.</summary>
    Never,
}
