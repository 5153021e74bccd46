using System.CommandLine;
using MLPlatform.Magics.Tree;

namespace MLPlatform.Magics.Areas.Models;

internal sealed class ModelsAlias : PlatformCommand
{
    private readonly Argument<string> _model = new("MODEL") { Description = "name, name@alias or name@version." };
    private readonly Argument<string> _alias = new("ALIAS") { Description = "The alias to point at it." };

    public ModelsAlias()
        : base("alias", "Point an alias at a version.", "models alias flight-delays@2 champion")
    {
        Add(_model);
        Add(_alias);
    }

    public override async Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancel)
    {
        var version = await call.Platform.Models.GetAsync(call.Get(_model), cancel);
        var before = await call.Platform.Models.SetAliasAsync($"{version.Name}@{version.Version}", call.Get(_alias), cancel);
        var back = before is null || before.Version == version.Version ? "" : $" · back with `models alias {version.Name}@{before.Version} {call.Get(_alias)}`";
        return new CommandResult($"**{version.Name}@{call.Get(_alias)}** → version {version.Version}{(before is null ? "" : $" (was {before.Version})")}{back}", version);
    }
}
