using System.CommandLine;
using MLPlatform.Magics.Tree;

namespace MLPlatform.Magics.Areas.Models;

internal sealed class ModelsRegister : PlatformCommand
{
    private readonly Argument<string> _run = new("RUN") { Description = "The run that logged the model: name, id or @value." };
    private readonly Option<string> _name = new("--name") { Description = "Registered model; made when there is none of this name.", HelpName = "MODEL", Required = true };
    private readonly Option<string?> _alias = new("--alias") { Description = "Point this alias at the new version.", HelpName = "ALIAS" };

    public ModelsRegister()
        : base("register", "Make a run's model the next version of a registered model.", "models register @run --name flight-delays --alias champion")
    {
        Add(_run);
        Add(_name);
        Add(_alias);
    }

    public override async Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancel)
    {
        var (name, alias) = (call.Get(_name), call.Get(_alias));
        var version = await call.Platform.Models.RegisterAsync(call.RunReference(call.Get(_run)), name, alias, cancel);
        return new CommandResult($"**{name}@{version.Version} registered**{(alias is null ? "" : $", `{name}@{alias}` points at it")}", version, null, [$"source {version.Source}", $"run {version.RunId}"])
        { CSharp = $"await ml.Models.RegisterAsync(run.Id, \"{name}\"{(alias is null ? "" : $", \"{alias}\"")})" };
    }
}
