using System.CommandLine;
using MLPlatform.Magics.Tree;

namespace MLPlatform.Magics.Areas.Jobs;

internal sealed class JobsAttach : PlatformCommand
{
    private readonly Argument<string> _job = new("JOB") { Description = "Id of a job, or a part that only it begins or ends with." };
    private readonly Option<long> _from = new("--from") { Description = "First event to show.", DefaultValueFactory = _ => 1, HelpName = "SEQUENCE" };

    public JobsAttach()
        : base("attach", "Show a job's output, from the start or a sequence number, until it ends.", "jobs attach 0199a1b2")
    {
        Add(_job);
        Add(_from);
    }

    public override async Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancel)
    {
        var job = await call.Platform.Jobs.GetAsync(call.Get(_job), cancel);
        try
        {
            job = await call.Platform.Jobs.FollowAsync(job.Id, call.Get(_from), cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return new CommandResult($"**Detached.** Job `{job.Id}` goes on. `jobs cancel {job.Id}` ends it.", job);
        }

        return new CommandResult($"**job `{job.Spec.Name}` {job.State.ToString().ToLowerInvariant()}**", job);
    }
}
