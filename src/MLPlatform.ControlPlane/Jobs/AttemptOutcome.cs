using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Jobs;
using MLPlatform.Targets;
using MLPlatform.Targets.Journal;

namespace MLPlatform.ControlPlane.Jobs;

/// <summary>How an attempt ended: the worker's own word where the journal holds it, else what the target saw.</summary>
internal sealed record AttemptOutcome(JobState State, int? ExitCode, string? Message)
{
    public static async Task<AttemptOutcome> OfAsync(IJournal journal, AttemptEnd end, CancellationToken cancel)
    {
        var events = await journal.ReadAsync(1, cancel);
        if (events is [.., { Type: JobEventType.Exit } exit])
            return exit.ExitCode == 0 ? new AttemptOutcome(JobState.Succeeded, 0, null) : new AttemptOutcome(JobState.Failed, exit.ExitCode, exit.Text);
        return new AttemptOutcome(JobState.Failed, end.ExitCode, $"{end.Detail} ({(end.OutOfMemory ? JobErrors.OutOfMemory : JobErrors.WorkerDied)})");
    }

    public static AttemptOutcome TimedOut(TimeSpan limit) => new(JobState.TimedOut, null, $"The job reached its limit of {Contracts.Time.Durations.Format(limit)} and was stopped. ({JobErrors.TimedOut})");

    public static AttemptOutcome WithoutOutput(string path) => new(JobState.Failed, null, $"The job ended without leaving `{path}`. ({JobErrors.OutputMissing})");

    public static AttemptOutcome OverBudget(decimal usd) => new(JobState.OverBudget, null, $"The job has cost its budget of {usd.ToString(System.Globalization.CultureInfo.InvariantCulture)} USD and was stopped. ({JobErrors.OverBudget})");

    public static AttemptOutcome Cancelled { get; } = new(JobState.Cancelled, null, "The job was cancelled.");
}
