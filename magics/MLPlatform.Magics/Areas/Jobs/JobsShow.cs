using System.CommandLine;
using MLPlatform.Magics.Tree;

namespace MLPlatform.Magics.Areas.Jobs;

internal sealed class JobsShow : PlatformCommand
{
    private readonly Argument<string> _job = new("JOB") { Description = "Id of a job, or a part that only it begins or ends with." };

    public JobsShow()
        : base("show", "One job.", "jobs show 0199a1b2") => Add(_job);

    public override async Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancel)
    {
        var job = await call.Platform.Jobs.GetAsync(call.Get(_job), cancel);
        return new CommandResult($"**{job.Spec.Name}** {job.State.ToString().ToLowerInvariant()} on {job.Target}", job, [JobsList.TableOf([job])], [.. job.Spec.Inputs.Select(input => $"input {input.Path} sha256:{input.Sha256[..12]}… {input.Bytes} bytes")]);
    }
}
