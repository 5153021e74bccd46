using System.CommandLine;
using MLPlatform.Magics.Tree;

namespace MLPlatform.Magics.Areas.Jobs;

internal sealed class JobsCancel : PlatformCommand
{
    private readonly Argument<string> _job = new("JOB") { Description = "Id of a job, or a part that only it begins or ends with." };

    public JobsCancel()
        : base("cancel", "End a job.", "jobs cancel 0199a1b2") => Add(_job);

    public override async Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancel)
    {
        var job = await call.Platform.Jobs.CancelAsync(call.Get(_job), cancel);
        return new CommandResult($"**job `{job.Spec.Name}`** {job.State.ToString().ToLowerInvariant()}", job);
    }
}
