using System.CommandLine;
using MLPlatform.Cli.Kernel;
using MLPlatform.Kernel.Session;
using MLPlatform.Plots.Output;

static NotebookSession NewSession() => new(new SessionOptions(new NotebookGlobals(), [], [], [], TimeProvider.System));

if (KernelCommands.TryRun(args, NewSession) is { } kernel)
{
    // User code may have left foreground threads behind: the kernel ends all the same.
    Environment.Exit(await kernel);
}

using var terminal = TerminalDisplay.OfConsole();
var root = new RootCommand("MLPlatform Notebooks") { KernelCommands.Build(NewSession, terminal) };
return await root.Parse(args).InvokeAsync();
