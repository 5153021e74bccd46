namespace MLPlatform.Contracts.Jobs;

/// <summary>Names inside a workload's folder that both the worker and the target know.</summary>
public static class WorkloadFolders
{
    /// <summary>What the next attempt starts with.</summary>
    public const string Checkpoint = "checkpoint";

    /// <summary>Artifacts of the run, by the paths they get there, where the workload cannot upload them itself.</summary>
    public const string Artifacts = "artifacts";

    /// <summary>End of the name of a file that is still being written; renamed when it is whole.</summary>
    public const string Unfinished = ".unfinished";
}
