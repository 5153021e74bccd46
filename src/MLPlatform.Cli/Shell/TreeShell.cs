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
        var tree = new CommandTree();
        var parsed = tree.Parse(words);
        IDisplay display = words.Contains("--json") ? new AsideDisplay(terminal) : terminal;
        using var platform = new Platform(PlatformHome.FromEnvironment(), () => display, TimeProvider.System);
        var reads = parsed.CommandResult.Command is PlatformCommand command && !CommandHelp.IsAsked(words) && command.ReadsInput(parsed) && Console.IsInputRedirected;
        var body = reads ? await Console.In.ReadToEndAsync(cancel) : "";
        await new CommandRunner(tree, platform, TimeProvider.System).RunAsync(words, body, "mlplatform", terminal, null, cancel);
        return 0;
    }
}
