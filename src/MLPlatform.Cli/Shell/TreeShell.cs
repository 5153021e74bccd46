using MLPlatform.ControlPlaneClient.Home;
using MLPlatform.Magics.Tree;
using MLPlatform.Plots.Output;
using MLPlatform.Sdk;

namespace MLPlatform.Cli.Shell;

/// <summary>The command tree from the shell; a command that takes a body reads it from standard input.</summary>
internal static class TreeShell
{
    public static async Task<int> RunAsync(string[] words, CancellationToken cancel)
    {
        using var terminal = TerminalDisplay.OfConsole();
        using var platform = new Platform(PlatformHome.FromEnvironment(), () => terminal, TimeProvider.System);
        var tree = new CommandTree();
        var takesBody = tree.Find(words)?.TakesBody == true && Console.IsInputRedirected;
        var body = takesBody ? await Console.In.ReadToEndAsync(cancel) : "";
        await new CommandRunner(tree, platform, TimeProvider.System).RunAsync(words, body, "mlplatform", terminal, null, cancel);
        return 0;
    }
}
