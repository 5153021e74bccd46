using System.CommandLine;
using MLPlatform.Magics.Tree;
using MLPlatform.Plots.Reports;
using MLPlatform.Plots.Tables;
using MLPlatform.Sdk.Models;

namespace MLPlatform.Magics.Areas.Models;

internal sealed class ModelsShow : PlatformCommand
{
    private readonly Argument<string> _model = new("MODEL") { Description = "A registered model." };

    public ModelsShow()
        : base("show", "Versions and aliases of a model.", "models show flight-delays") => Add(_model);

    public override async Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancel)
    {
        var name = ModelReference.Parse(call.Get(_model)).Name;
        var versions = await call.Platform.Models.VersionsAsync(name, cancel);
        var aliases = ((await call.Platform.Models.ListAsync(cancel)).First(model => model.Name == name).Aliases ?? []).ToLookup(alias => alias.Version, alias => alias.Alias);
        var table = Table.Of(
            ["version", "aliases", "run", "created"],
            [.. versions.Select(version => (IReadOnlyList<string?>)[version.Version, string.Join(", ", aliases[version.Version]), version.RunId, version.CreationTimestamp is { } time ? Spelled.Day(DateTimeOffset.FromUnixTimeMilliseconds(time)) : ""])]);
        return new CommandResult($"**{name}** {Spelled.Count(versions.Count, "version")}", versions, [table]) { CSharp = $"await ml.Models.VersionsAsync(\"{name}\")" };
    }
}
