using System.CommandLine;
using System.Globalization;
using MLPlatform.Cli.Kernel.Install;
using MLPlatform.Contracts.Errors;
using MLPlatform.ControlPlaneClient.Home;
using MLPlatform.Jupyter;
using MLPlatform.Jupyter.Connection;
using MLPlatform.Kernel.Session;
using MLPlatform.Plots.Output;
using MLPlatform.Plots.Reports;
using MLPlatform.Plots.Tables;

namespace MLPlatform.Cli.Kernel;

/// <summary><c>mlplatform kernel …</c></summary>
public static class KernelCommands
{
    private const string ConnectionFile = "--connection-file";

    /// <summary>
    /// Runs <c>kernel run --connection-file FILE</c> without building the command tree: nothing that a kernel does not need is loaded before its
    /// sockets are bound, and SIGINT stays an interrupt instead of the tree's cancellation.
    /// </summary>
    /// <returns>Null when the arguments say something else; else the exit code.</returns>
    public static Task<int>? TryRun(string[] args, Func<NotebookSession> newSession) =>
        args is ["kernel", "run", ConnectionFile, var path] ? RunAsync(path, newSession, StartupProfile.Begin(AppContext.BaseDirectory, TimeProvider.System))
        : args is ["kernel", "run", var joined] && joined.StartsWith(ConnectionFile + "=", StringComparison.Ordinal) ? TryRun(["kernel", "run", ConnectionFile, joined[(ConnectionFile.Length + 1)..]], newSession)
        : null;

    public static Command Build(Func<NotebookSession> newSession, IDisplay display)
    {
        var command = new Command("kernel", "The C# notebook kernel for Jupyter front ends.");
        command.Subcommands.Add(Run(newSession));
        command.Subcommands.Add(Install(display));
        command.Subcommands.Add(List(display));
        command.Subcommands.Add(Remove(display));
        return command;
    }

    private static async Task<int> RunAsync(string connectionFile, Func<NotebookSession> newSession, StartupProfile? profile = null)
    {
        var errors = Console.Error;
        try
        {
            await new JupyterHost(ConnectionInfo.Read(connectionFile), newSession, () => PlatformHome.FromEnvironment().History, TimeProvider.System, errors, profile).RunAsync(CancellationToken.None);
            return 0;
        }
        catch (JupyterProtocolException unusable)
        {
            await errors.WriteLineAsync($"✗ {unusable.Message} ({CellErrors.KernelProtocol.Id})");
            return 1;
        }
        catch (System.Net.Sockets.SocketException taken)
        {
            await errors.WriteLineAsync($"✗ A port of the connection file {connectionFile} cannot be bound: {taken.Message}. Start the kernel again. ({EndpointErrors.PortInUse.Id})");
            return 1;
        }
    }

    private static Command Run(Func<NotebookSession> newSession)
    {
        var file = new Option<string>(ConnectionFile, "-f") { Description = "The connection file a Jupyter front end wrote.", Required = true };
        var command = new Command("run", "Serve one notebook; Jupyter front ends call this.") { file };
        command.SetAction((parsed, _) => RunAsync(parsed.GetRequiredValue(file), newSession));
        return command;
    }

    private static Command Install(IDisplay display)
    {
        var (user, prefix, sysPrefix) = Places();
        var replace = new Option<bool>("--replace-dotnet-interactive") { Description = "Also answer to .net-csharp, .net-fsharp and .net-powershell, so that .NET Interactive's notebooks open on this kernel." };
        var command = new Command("install", "Tell Jupyter about this kernel.") { user, prefix, sysPrefix, replace };
        command.SetAction(parsed =>
        {
            var folder = Choose(parsed.GetValue(prefix), parsed.GetValue(sysPrefix));
            var own = KernelSpec.OfThisProgram();
            var specs = new List<(string Name, KernelSpec Spec)> { (KernelSpecFolder.Name, own) };
            if (parsed.GetValue(replace))
                specs.AddRange(KernelSpecFolder.DotnetInteractive.Select(one => (one.Name, one.Selector == "csharp" ? own : own.For(one.Language, one.Selector))));
            foreach (var (name, spec) in specs)
                Show(display, new Report($"**kernel `{name}` installed** as {spec.DisplayName} in `{folder.Install(name, spec)}`") { Details = [new Detail("runs", string.Join(' ', spec.Argv))] });
            return 0;
        });
        return command;
    }

    private static Command List(IDisplay display)
    {
        var (user, prefix, sysPrefix) = Places();
        var command = new Command("list", "Where this kernel is installed.") { user, prefix, sysPrefix };
        command.SetAction(parsed =>
        {
            var folder = Choose(parsed.GetValue(prefix), parsed.GetValue(sysPrefix));
            var found = folder.List();
            if (found.Count == 0)
                Show(display, new Report($"**no kernel of ours** in `{folder.Path}`; `mlplatform kernel install` puts one there"));
            else
                Show(display, new Report(string.Create(CultureInfo.InvariantCulture, $"**{found.Count} kernel{(found.Count == 1 ? "" : "s")}** in `{folder.Path}`"), Table.Of(["name", "program"], [.. found.Select(spec => (IReadOnlyList<string?>)[spec.Name, spec.Program])])));
            return 0;
        });
        return command;
    }

    private static Command Remove(IDisplay display)
    {
        var (user, prefix, sysPrefix) = Places();
        var command = new Command("remove", "Take this kernel out of Jupyter.") { user, prefix, sysPrefix };
        command.SetAction(parsed =>
        {
            var folder = Choose(parsed.GetValue(prefix), parsed.GetValue(sysPrefix));
            var removed = folder.Remove();
            Show(display, new Report(removed.Count == 0 ? $"**nothing to remove** in `{folder.Path}`" : "**removed** " + string.Join(", ", removed.Select(path => $"`{path}`"))));
            return 0;
        });
        return command;
    }

    private static (Option<bool> User, Option<string> Prefix, Option<bool> SysPrefix) Places() => (
        new Option<bool>("--user") { Description = "For this user (the default)." },
        new Option<string>("--prefix") { Description = "Under DIR/share/jupyter/kernels." },
        new Option<bool>("--sys-prefix") { Description = "Into the active Python environment." });

    private static KernelSpecFolder Choose(string? prefix, bool sysPrefix) =>
        prefix is not null ? KernelSpecFolder.OfPrefix(prefix) : sysPrefix ? KernelSpecFolder.OfActiveEnvironment() : KernelSpecFolder.OfUser();

    private static void Show(IDisplay display, IShown shown) => display.Show(shown.ToBundle());
}
