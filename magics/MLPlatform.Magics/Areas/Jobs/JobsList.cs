using System.Globalization;
using MLPlatform.Contracts.Jobs;
using MLPlatform.Contracts.Time;
using MLPlatform.Magics.Tree;
using MLPlatform.Plots.Reports;
using MLPlatform.Plots.Tables;

namespace MLPlatform.Magics.Areas.Jobs;

internal sealed class JobsList() : PlatformCommand("list", "Jobs, newest first.", "jobs list")
{
    public override async Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancel)
    {
        var jobs = await call.Platform.Jobs.ListAsync(cancel);
        return new CommandResult($"**{Spelled.Count(jobs.Count, "job")}**", jobs, jobs.Count == 0 ? [] : [TableOf(jobs)]) { CSharp = "await ml.Jobs.ListAsync()" };
    }

    internal static Table TableOf(IReadOnlyList<JobRecord> jobs) => Table.Of(
        ["job", "name", "state", "target", "attempt", "created", "took", "message"],
        [.. jobs.Select(job => (IReadOnlyList<string?>)[job.Id, job.Spec.Name, job.State.ToString().ToLowerInvariant(), job.Target, job.Attempt.ToString(CultureInfo.InvariantCulture), Spelled.Day(UnixMicros.ToInstant(job.CreatedAt)), job is { StartedAt: { } from, EndedAt: { } to } ? Spelled.Time(UnixMicros.ToInstant(to) - UnixMicros.ToInstant(from)) : "", job.Message ?? ""])]);
}
