using MLPlatform.Contracts.Jobs;
using MLPlatform.Targets.Prices;

namespace MLPlatform.ControlPlane.Jobs;

/// <summary>How long an attempt may still run, and what stops it then; by the control plane's clock alone.</summary>
/// <param name="Left">Null for as long as it likes.</param>
internal sealed record AttemptBound(TimeSpan? Left, Func<AttemptOutcome> Outcome)
{
    public static AttemptBound Of(JobRecord job, long now)
    {
        var used = TimeSpan.FromMicroseconds(Math.Max(0, now - (job.StartedAt ?? now)));
        var byTime = job.Spec.Timeout - used;
        var byMoney = Budget(job) - used;
        if (byMoney is { } money && (byTime is null || money < byTime))
            return new AttemptBound(NotNegative(money), () => AttemptOutcome.OverBudget(job.Spec.BudgetUsd!.Value));
        return new AttemptBound(byTime is { } left ? NotNegative(left) : null, () => AttemptOutcome.TimedOut(job.Spec.Timeout!.Value));
    }

    // What earlier attempts left of the budget, as time at the price of this job.
    private static TimeSpan? Budget(JobRecord job) => job.Spec.BudgetUsd is { } budget && job.UsdPerHour is { } rate
        ? new Price(rate, default).Lasts(budget - (job.Attempts ?? []).Sum(attempt => attempt.CostUsd ?? 0))
        : null;

    private static TimeSpan NotNegative(TimeSpan span) => span > TimeSpan.Zero ? span : TimeSpan.Zero;

    /// <summary>The attempt that just ended, priced.</summary>
    public static JobAttempt Close(JobRecord job, AttemptOutcome outcome, long now)
    {
        var started = job.StartedAt ?? now;
        var duration = TimeSpan.FromMicroseconds(Math.Max(0, now - started));
        return new JobAttempt(job.Attempt, started, now, outcome.State, job.UsdPerHour is { } rate ? Math.Round(new Price(rate, default).Of(duration), 6) : null, outcome.Message);
    }
}
