using System.CommandLine;
using System.Globalization;
using MLPlatform.Contracts.Jobs;
using MLPlatform.Magics.Tree;
using MLPlatform.Plots.Reports;
using MLPlatform.Plots.Tables;

namespace MLPlatform.Magics.Areas.Jobs;

internal sealed class JobsFetch : PlatformCommand
{
    private readonly Argument<string> _job = new("JOB") { Description = "Id of a job, or a part that only it begins or ends with." };
    private readonly Argument<string[]> _paths = new("PATH") { Description = "Files or folders it left; those of `train --out` when none is named, else all.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string> _to = new("--to") { Description = "Folder to copy into.", HelpName = "FOLDER", DefaultValueFactory = _ => "." };
    private readonly Option<bool> _list = new("--list") { Description = "Show what it left; copy nothing." };

    public JobsFetch()
        : base("fetch", "Copy what a job left in its working folder.", "jobs fetch 0199a1b2 --to results", "jobs fetch 0199a1b2 checkpoint --to .", "jobs fetch 0199a1b2 --list")
    {
        Add(_job);
        Add(_paths);
        Add(_to);
        Add(_list);
    }

    public override async Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancel)
    {
        var job = await call.Platform.Jobs.GetAsync(call.Get(_job), cancel);
        var files = call.Get(_list)
            ? await call.Platform.Jobs.FilesAsync(job.Id, cancel)
            : await call.Platform.Jobs.FetchAsync(job.Id, call.Get(_paths) ?? [], call.Get(_to), cancel);
        var said = call.Get(_list) ? "left by" : $"fetched into `{call.Get(_to)}` from";
        return new CommandResult(
            $"**{Spelled.Count(files.Count, "file")}** {said} {job.Spec.Name} · {Spelled.Bytes(files.Sum(file => file.Bytes))}",
            files,
            files.Count == 0 ? [] : [TableOf(files)]);
    }

    private static Table TableOf(IReadOnlyList<JobFile> files) =>
        Table.Of(["file", "bytes"], [.. files.Select(file => (IReadOnlyList<string?>)[file.Path, file.Bytes.ToString("N0", CultureInfo.InvariantCulture)])]);
}
