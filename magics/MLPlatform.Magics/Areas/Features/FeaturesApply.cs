using System.CommandLine;
using MLPlatform.Contracts.Features;
using MLPlatform.Magics.Tree;
using MLPlatform.Plots.Reports;
using MLPlatform.Plots.Tables;

namespace MLPlatform.Magics.Areas.Features;

internal class FeaturesApply : PlatformCommand
{
    private readonly Option<FileInfo?> _file = new("--file", "-f") { Description = "Read the definitions from this YAML file instead of the text below.", HelpName = "FILE" };
    private readonly bool _planOnly;

    public FeaturesApply()
        : this("apply", "Make feature definitions (YAML below the line) true.", planOnly: false, "features apply --file features.yaml")
    {
    }

    protected FeaturesApply(string name, string summary, bool planOnly, params string[] examples)
        : base(name, summary, examples)
    {
        _planOnly = planOnly;
        Add(_file);
    }

    public override bool TakesBody => true;

    public override bool ReadsInput(ParseResult parsed) => parsed.GetValue(_file) is null;

    public override async Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancel)
    {
        var file = call.Get(_file);
        var yaml = file is null ? call.Body : await CommandCall.ReadTextAsync(file.FullName, cancel);
        var started = call.Time.GetTimestamp();
        var result = await call.Platform.Features.ApplyAsync(yaml, file?.DirectoryName, _planOnly, cancel);
        var changed = result.Changes.Where(change => change.Kind != ChangeKind.Unchanged).ToArray();
        var line = changed.Length == 0
            ? $"**nothing to change** {Spelled.Count(result.Changes.Count, "definition")} as they are"
            : $"**{(_planOnly ? "would change" : "applied")}** {string.Join(", ", changed.GroupBy(change => change.Of).Select(group => Spelled.Count(group.Count(), group.Key).Replace("entitys", "entities", StringComparison.Ordinal)))} in {Spelled.Time(call.Time.GetElapsedTime(started))}";
        var table = Table.Of(
            ["", "what", "name", "version", "summary"],
            [.. result.Changes.Select(change => (IReadOnlyList<string?>)[Mark(change.Kind), change.Of, change.Name, change.Version == 0 ? "" : $"@{change.Version}", change.Summary])]);
        var differences = Table.Of(["name", "difference"], [.. result.Changes.SelectMany(change => change.Details.Select(detail => (IReadOnlyList<string?>)[change.Name, detail]))]);
        return new CommandResult(line, result, differences.Rows.Count == 0 ? [table] : [table, differences]) { CSharp = "await ml.Features.ApplyAsync(yaml)" };
    }

    private static string Mark(ChangeKind kind) => kind switch
    {
        ChangeKind.Created => "+",
        ChangeKind.NewVersion => "↑",
        ChangeKind.Updated => "~",
        _ => "=",
    };
}

internal sealed class FeaturesPlan() : FeaturesApply("plan", "Show what an apply would change, and change nothing.", planOnly: true, "features plan --file features.yaml");
