using System.CommandLine;
using MLPlatform.Contracts.Jobs;
using MLPlatform.Magics.Tree;
using MLPlatform.Plots.Reports;

namespace MLPlatform.Magics.Areas.Jobs;

internal sealed class JobsLogs : PlatformCommand
{
    private readonly Argument<string> _job = new("JOB") { Description = "Id of a job, or a part that only it begins or ends with." };
    private readonly Option<int?> _attempt = new("--attempt") { Description = "Of this attempt; of all when left out.", HelpName = "N" };
    private readonly Option<int?> _tail = new("--tail") { Description = "Only the last lines.", HelpName = "LINES" };

    public JobsLogs()
        : base("logs", "What a job has printed so far, as text; does not wait for more.", "jobs logs 0199a1b2 --tail 50")
    {
        Add(_job);
        Add(_attempt);
        Add(_tail);
    }

    public override async Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancel)
    {
        var job = await call.Platform.Jobs.GetAsync(call.Get(_job), cancel);
        var events = await call.Platform.Jobs.LogsAsync(job.Id, call.Get(_attempt), cancel);
        var text = string.Concat(events.Where(line => line.Type == JobEventType.Text).Select(line => line.Text));
        if (call.Get(_tail) is { } tail)
            text = string.Join('\n', text.TrimEnd('\n').Split('\n').TakeLast(tail)) + "\n";
        if (text.Length > 0)
            call.Display.Write(text.EndsWith('\n') ? text : text + "\n");
        return new CommandResult($"**{job.Spec.Name}** {job.State.ToString().ToLowerInvariant()} · {Spelled.Count(events.Count, "event")}", text);
    }
}
