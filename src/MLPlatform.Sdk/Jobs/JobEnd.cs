using System.Globalization;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Jobs;
using MLPlatform.Contracts.Time;

namespace MLPlatform.Sdk.Jobs;

/// <summary>A job's end as its caller meets it: the record of one that succeeded, a refusal for every other end.</summary>
internal static class JobEnd
{
    /// <exception cref="PlatformException">The job failed, ran out of time, memory or budget, or was cancelled.</exception>
    public static JobRecord Of(JobRecord job) => job.State switch
    {
        JobState.Succeeded or JobState.Queued or JobState.Running => job,
        JobState.TimedOut => throw new PlatformException(JobErrors.TimedOut, $"The job `{job.Spec.Name}` reached its limit of {Durations.Format(job.Spec.Timeout ?? TimeSpan.Zero)} and was stopped.", "Give it more with `--timeout`, or train on less."),
        JobState.OverBudget => throw new PlatformException(JobErrors.OverBudget, $"The job `{job.Spec.Name}` has cost its budget of {(job.Spec.BudgetUsd ?? 0).ToString(CultureInfo.InvariantCulture)} USD and was stopped.", $"Give it more with `--budget`; `mlplatform jobs cost {job.Id}` shows what it cost."),
        JobState.Cancelled => throw new PlatformException(JobErrors.Cancelled, $"The job `{job.Spec.Name}` was cancelled.", null),
        _ when Holds(job, JobErrors.OutOfMemory) => throw new PlatformException(JobErrors.OutOfMemory, $"The job `{job.Spec.Name}` failed. {Without(job.Message!, JobErrors.OutOfMemory)}", "Give it more with `--memory`, or train on less."),
        _ when Holds(job, JobErrors.OutputMissing) => throw new PlatformException(JobErrors.OutputMissing, $"The job `{job.Spec.Name}` failed. {Without(job.Message!, JobErrors.OutputMissing)}", "Write it into the cell's working folder, under the name `--out` gives."),
        _ => throw new PlatformException(JobErrors.Failed, $"The job `{job.Spec.Name}` failed: {job.Message ?? "it ended with exit code " + job.ExitCode?.ToString(CultureInfo.InvariantCulture)}.", $"`mlplatform jobs attach {job.Id}` shows its output again."),
    };

    private static bool Holds(JobRecord job, ErrorCode code) => job.Message?.Contains(code.Id, StringComparison.Ordinal) ?? false;

    private static string Without(string message, ErrorCode code) => message.Replace($" ({code.Id})", "", StringComparison.Ordinal);
}
