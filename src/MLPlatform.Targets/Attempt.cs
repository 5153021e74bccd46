using MLPlatform.Contracts.Jobs;

namespace MLPlatform.Targets;

/// <param name="Where">What it runs on, for people.</param>
public sealed record Estimate(string Where);

/// <param name="Reference">The target's own name of the attempt, opaque to everyone else.</param>
/// <param name="ProcessId">Where the attempt is a process of this machine.</param>
public sealed record Placement(string Target, string Reference, int? ProcessId);

/// <summary>One execution of a job.</summary>
/// <param name="Attempt">From 1; fences the attempt's folder and journal from those of others.</param>
/// <param name="Environment">The spec's variables, secrets resolved, and what the control plane adds. Kept in memory only.</param>
public sealed record AttemptRequest(string JobId, int Attempt, WorkloadSpec Spec, IReadOnlyDictionary<string, string> Environment);

/// <summary>How an attempt ended, as far as the target can tell; the journal's Exit event says more where there is one.</summary>
/// <param name="ExitCode">Null when unknown or ended by a signal.</param>
/// <param name="OutOfMemory">It was ended because it used more memory than it asked for.</param>
/// <param name="Detail">One sentence for people.</param>
public sealed record AttemptEnd(int? ExitCode, int? Signal, bool OutOfMemory, string Detail);
