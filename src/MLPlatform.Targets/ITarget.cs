using MLPlatform.Contracts.Jobs;
using MLPlatform.Contracts.Platform;
using MLPlatform.Targets.Journal;

namespace MLPlatform.Targets;

/// <summary>A place where workloads run. It does not know what is inside one. Only the control plane calls it.</summary>
public interface ITarget
{
    /// <summary>As jobs name it, such as <c>local</c>.</summary>
    string Name { get; }

    /// <summary>Whether workloads there can call the control plane. Where not, what they write to their run is read from their journal and folder.</summary>
    bool ReachesControlPlane { get; }

    TargetStatus Status();

    /// <summary>What the workload would run on; nothing is started.</summary>
    /// <exception cref="Contracts.Errors.PlatformException"><see cref="Contracts.Errors.JobErrors.CannotRunThere"/>: the workload asks for something that is not there.</exception>
    Estimate Estimate(WorkloadSpec spec);

    /// <summary>Starts one attempt. When this throws, nothing runs and nothing is billed.</summary>
    /// <returns>What to keep, so that a restarted control plane finds the attempt again.</returns>
    /// <exception cref="Contracts.Errors.PlatformException">An input is missing, or the program cannot be started.</exception>
    Task<Placement> SubmitAsync(AttemptRequest attempt, CancellationToken cancel);

    /// <summary>Finds an attempt that was started by a control plane that died before it could keep the placement.</summary>
    /// <returns>Null when it does not run.</returns>
    Task<Placement?> FindAsync(string jobId, int attempt, CancellationToken cancel);

    /// <summary>Completes when the attempt no longer runs, however long ago and whoever started it.</summary>
    Task<AttemptEnd> EndAsync(Placement placement, AttemptRequest attempt, CancellationToken cancel);

    /// <summary>The attempt's events from a sequence number on, as far as they are written.</summary>
    IJournal Journal(string jobId, int attempt);

    /// <summary>The file behind <see cref="Journal"/> on this machine, so that the control plane can close it when the worker could not.</summary>
    string JournalFile(string jobId, int attempt);

    /// <summary>Ends the attempt: asked first, killed after a grace period. Returns when it no longer runs.</summary>
    Task CancelAsync(Placement placement, CancellationToken cancel);

    /// <returns>What the attempt left, by path; empty when its folder is gone.</returns>
    Task<IReadOnlyList<JobFile>> FilesAsync(string jobId, int attempt, CancellationToken cancel);

    /// <summary>A file that the attempt left.</summary>
    /// <param name="path">Relative path inside the attempt's folder.</param>
    /// <returns>Null when there is none.</returns>
    Task<Stream?> FetchAsync(string jobId, int attempt, string path, CancellationToken cancel);

    /// <summary>Removes what belongs to no job any more.</summary>
    /// <param name="keep">Ids of the jobs that are still known.</param>
    Task SweepAsync(IReadOnlySet<string> keep, CancellationToken cancel);
}
