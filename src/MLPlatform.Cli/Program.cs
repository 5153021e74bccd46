using System.CommandLine;
using MLPlatform.Cli.Kernel;
using MLPlatform.Cli.Notebooks;
using MLPlatform.Cli.Quickstart;
using MLPlatform.Cli.Servers;
using MLPlatform.Cli.Shell;
using MLPlatform.Magics.Tree;
using MLPlatform.Plots.Output;

if (KernelCommands.TryRun(args, PlatformNotebook.Create) is { } kernel)
{
    // User code may have left foreground threads behind: the kernel ends all the same.
    Environment.Exit(await kernel);
}

using var terminal = TerminalDisplay.OfConsole();
var root = new RootCommand("MLPlatform Notebooks: a C# notebook kernel, and the platform behind its #!mlplatform magics.") { KernelCommands.Build(PlatformNotebook.Create, terminal) };
foreach (var command in new[] { NotebookCommands.Build(), QuickstartCommand.Build() }.Concat(PlatformCommands.Build()).Concat(ServerCommands.Build()))
    root.Add(command);

if (args is [var first, ..] && CommandTree.Build().Any(command => command.Name == first))
{
    using var interrupt = new CancellationTokenSource();
    Console.CancelKeyPress += (_, pressed) =>
    {
        pressed.Cancel = true;
        interrupt.Cancel();
    };
    return await ShellErrors.GuardAsync(() => TreeShell.RunAsync(args, interrupt.Token));
}

foreach (var command in CommandTree.Build())
    root.Add(command);
var parsed = root.Parse(args);
return !CommandHelp.IsAsked(args) && CommandTree.Refusal(parsed) is { } refusal
    ? await ShellErrors.GuardAsync(() => throw refusal)
    : await parsed.InvokeAsync();
