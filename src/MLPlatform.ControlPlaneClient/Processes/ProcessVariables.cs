namespace MLPlatform.ControlPlaneClient.Processes;

/// <summary>Environment variables by which the product's processes know who they are.</summary>
public static class ProcessVariables
{
    /// <summary>The token a job acts with, instead of the owner's.</summary>
    public const string Token = "MLPLATFORM_TOKEN";

    /// <summary>Id of the job.</summary>
    public const string Job = "MLPLATFORM_JOB";

    /// <summary>Number of the attempt, from 1.</summary>
    public const string Attempt = "MLPLATFORM_ATTEMPT";

    /// <summary><c>JOB/ATTEMPT</c>: one process on the machine has it and leads its session.</summary>
    public const string JobAttempt = "MLPLATFORM_JOB_ATTEMPT";

    /// <summary>Path of the attempt's <c>events.jsonl</c>.</summary>
    public const string Journal = "MLPLATFORM_JOURNAL";

    /// <summary>Folder of the checkpoint: what an attempt before this one left is in it, and what this one leaves the next one finds.</summary>
    public const string Checkpoint = "MLPLATFORM_CHECKPOINT";

    /// <summary>Set where the control plane cannot be reached: the workload writes its run into the journal and its folder.</summary>
    public const string RunInJournal = "MLPLATFORM_RUN_IN_JOURNAL";

    /// <summary>A service process is found again by it.</summary>
    public const string ServiceNonce = "MLPLATFORM_SERVICE_NONCE";

    public const string HeapLimit = "DOTNET_GCHeapHardLimit";

    /// <summary>What a process must not inherit from a job that happens to start it: it would act as the job, be taken for it, or be held to its limits.</summary>
    public static IReadOnlyDictionary<string, string?> NotOfAJob { get; } =
        new[] { Token, Job, Attempt, JobAttempt, Journal, Checkpoint, RunInJournal, ServiceNonce, HeapLimit, "MLPLATFORM_PROJECT" }.ToDictionary(name => name, _ => (string?)null);
}
