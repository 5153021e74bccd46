using MLPlatform.Contracts.Jobs;

namespace MLPlatform.Targets.Journal;

/// <summary>The events of one attempt, read from wherever the target keeps them.</summary>
public interface IJournal
{
    /// <returns>Whole events with a sequence number of at least <paramref name="fromSequence"/>, in order; empty when there are none yet.</returns>
    /// <exception cref="Contracts.Errors.PlatformException"><see cref="Contracts.Errors.JobErrors.JournalUnreadable"/>.</exception>
    Task<IReadOnlyList<JobEvent>> ReadAsync(long fromSequence, CancellationToken cancel);
}
