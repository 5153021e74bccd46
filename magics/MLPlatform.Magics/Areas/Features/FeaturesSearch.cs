using System.CommandLine;
using System.Globalization;
using MLPlatform.Magics.Tree;
using MLPlatform.Plots.Reports;
using MLPlatform.Plots.Tables;
using MLPlatform.Sdk.Features;

namespace MLPlatform.Magics.Areas.Features;

internal sealed class FeaturesSearch : PlatformCommand
{
    private readonly Argument<string[]> _words = new("WORD") { Description = "Words that names, features, descriptions, owners or tags hold; none for everything.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string?> _tag = new("--tag") { Description = "Only with this tag.", HelpName = "NAME[=VALUE]" };
    private readonly Option<string?> _owner = new("--owner") { Description = "Only of this owner.", HelpName = "OWNER" };
    private readonly Option<string?> _entity = new("--entity") { Description = "Only about this entity.", HelpName = "ENTITY" };

    public FeaturesSearch()
        : base("search", "Find views, services, sources and entities.", "features search delay", "features search --tag tier=gold --entity airport")
    {
        Add(_words);
        Add(_tag);
        Add(_owner);
        Add(_entity);
    }

    public override async Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancel)
    {
        var text = string.Join(' ', call.Get(_words));
        var hits = await call.Platform.Features.SearchAsync(text, new FeatureFilter(call.Get(_tag), call.Get(_owner), call.Get(_entity)), cancel);
        var table = Table.Of(
            ["what", "name", "version", "found in", "entity", "owner", "tags", "pulls", "description"],
            [.. hits.Select(hit => (IReadOnlyList<string?>)[hit.Kind, hit.Name, $"@{hit.Version}", hit.Found, hit.Entity ?? "", hit.Owner ?? "", string.Join(" ", hit.Tags.Select(tag => $"{tag.Key}={tag.Value}")), hit.Pulls.ToString("N0", CultureInfo.InvariantCulture), hit.Description ?? ""])]);
        return new CommandResult($"**{Spelled.Count(hits.Count, "definition")}**{(text.Length == 0 ? "" : $" with `{text}`")}", hits, hits.Count == 0 ? [] : [table]) { CSharp = $"await ml.Features.SearchAsync(\"{text}\")" };
    }
}
