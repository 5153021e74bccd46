using System.CommandLine;
using System.Globalization;
using MLPlatform.Contracts.Jobs;
using MLPlatform.Contracts.Time;
using MLPlatform.Magics.Tree;
using MLPlatform.Plots.Reports;
using MLPlatform.Plots.Tables;

namespace MLPlatform.Magics.Areas.Jobs;

internal sealed class JobsCost : PlatformCommand
{
    private readonly Argument<string> _job = new("JOB") { Description = "Id of a job, or a part that only it begins or ends with." };

    public JobsCost()
        : base("cost", "What a job has cost, attempt by attempt.", "jobs cost 0199a1b2") => Add(_job);

    public override async Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancel)
    {
        var job = await call.Platform.Jobs.GetAsync(call.Get(_job), cancel);
        var running = job.State is JobState.Running && job.StartedAt is { } from ? call.Now - UnixMicros.ToInstant(from) : TimeSpan.Zero;
        var total = Total(job) + (job.UsdPerHour ?? 0) * (decimal)running.TotalHours;
        var line = job.UsdPerHour is { } rate
            ? string.Create(CultureInfo.InvariantCulture, $"**{job.Spec.Name}** {Spell(total)}{(running > TimeSpan.Zero ? " so far" : "")} at {rate:0.####} USD an hour on {job.Target}{(job.Spec.BudgetUsd is { } budget ? $", of a budget of {Spell(budget)}" : "")} · price of {job.PricedOn}")
            : $"**{job.Spec.Name}** ran on {job.Target}, whose price is not known. Add a line for it to prices.csv of the platform home.";
        return new CommandResult(line, job, job.Attempts.Count == 0 ? [] : [TableOf(job)]);
    }

    internal static decimal Total(JobRecord job) => job.Attempts.Sum(attempt => attempt.CostUsd ?? 0);

    internal static string Spell(decimal usd) => usd.ToString("0.######", CultureInfo.InvariantCulture) + " USD";

    private static Table TableOf(JobRecord job) => Table.Of(
        ["attempt", "started", "took", "USD", "ended"],
        [.. job.Attempts.Select(attempt => (IReadOnlyList<string?>)
        [
            attempt.Number.ToString(CultureInfo.InvariantCulture),
            Spelled.Day(UnixMicros.ToInstant(attempt.StartedAt)),
            Spelled.Time(UnixMicros.ToInstant(attempt.EndedAt) - UnixMicros.ToInstant(attempt.StartedAt)),
            attempt.CostUsd?.ToString("0.######", CultureInfo.InvariantCulture),
            attempt.State.ToString().ToLowerInvariant(),
        ])]);
}
