using MLPlatform.Magics.Tree;
namespace MLPlatform.Magics.Areas;
internal sealed class MonitorCommand() : PlatformCommand("monitor", "x")
{
    public override Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancel) => throw new NotSupportedException();
}
