using System.CommandLine;
using System.Globalization;
using MLPlatform.Cli.Shell;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Text;
using MLPlatform.ControlPlaneClient.Configuration;
using MLPlatform.ControlPlaneClient.Connection;
using MLPlatform.ControlPlaneClient.Home;
using MLPlatform.Plots.Output;
using MLPlatform.Plots.Reports;

namespace MLPlatform.Cli.Servers;

/// <summary><c>up</c>, <c>down</c>, <c>config show</c>, <c>explain</c>.</summary>
internal static class PlatformCommands
{
    public static IEnumerable<Command> Build() => [BuildUp(), BuildDown(), BuildConfig(), BuildExplain()];

    private static Command BuildUp()
    {
        var command = new Command("up", "Start the control plane, if it does not run.");
        command.SetAction((_, cancel) => ShellErrors.GuardAsync(async () =>
        {
            using var plane = await ControlPlaneClient.ControlPlane.ConnectAsync(PlatformHome.FromEnvironment(), StartMode.IfNeeded, TimeProvider.System, cancel: cancel);
            Show(new Report($"**control plane runs** at {plane.Address} · process {plane.ProcessId} · `mlplatform down` stops it"));
            return 0;
        }));
        return command;
    }

    private static Command BuildDown()
    {
        var command = new Command("down", "Stop the control plane and all it keeps running; endpoints come back with the next `up`.");
        command.SetAction((_, cancel) => ShellErrors.GuardAsync(async () =>
        {
            try
            {
                using var plane = await ControlPlaneClient.ControlPlane.ConnectAsync(PlatformHome.FromEnvironment(), StartMode.Never, TimeProvider.System, cancel: cancel);
                await plane.ShutdownAsync(cancel);
                Show(new Report($"**stopped** control plane, process {plane.ProcessId}"));
            }
            catch (PlatformException absent) when (absent.Code == PlatformErrors.Unreachable)
            {
                var left = await ControlPlaneClient.ControlPlane.EndLeftProcessesAsync(PlatformHome.FromEnvironment(), TimeProvider.System);
                Show(new Report(left == 0 ? "**nothing to stop**: no control plane runs here" : string.Create(CultureInfo.InvariantCulture, $"**stopped** {left} processes that a dead control plane had left")));
            }

            return 0;
        }));
        return command;
    }

    private static Command BuildConfig()
    {
        var origin = new Option<bool>("--origin") { Description = "Say where each value comes from." };
        var show = new Command("show", "Every setting with its value.") { origin };
        show.SetAction((parsed, _) => ShellErrors.GuardAsync(() =>
        {
            var settings = Settings.Load(PlatformHome.FromEnvironment(), Environment.CurrentDirectory).All;
            var origins = parsed.GetValue(origin);
            // Lines, not a table: a table cuts long cells, and the line number stands at the end of the origin.
            Show(new Report(
                $"**{Spelled.Count(settings.Count, "setting")}**",
                new PlainText(string.Join('\n', settings.Select(setting => $"  {setting.Key,-14}{setting.Value ?? "–"}{(origins ? $"   from {setting.Origin}" : "")}")))));
            return Task.FromResult(0);
        }));
        return new Command("config", "Settings.") { show };
    }

    private static Command BuildExplain()
    {
        var code = new Argument<string>("CODE") { Description = "An error code, such as MLP-FEATURES-0004." };
        var command = new Command("explain", "What an error code means and what to do.") { code };
        command.SetAction((parsed, _) => ShellErrors.GuardAsync(() =>
        {
            var asked = parsed.GetRequiredValue(code);
            if (!ErrorCatalog.ById.TryGetValue(asked, out var known))
                throw new PlatformException(CommandErrors.BadValue, $"`{asked}` is no error code.", Nearest.To(asked, ErrorCatalog.ById.Keys) is { } nearest ? $"Did you mean `{nearest}`?" : "Codes look like MLP-FEATURES-0004.");
            Show(new Report(string.Create(CultureInfo.InvariantCulture, $"**{known.Id}** {known.Title}"), new PlainText(known.Explanation)));
            return Task.FromResult(0);
        }));
        return command;
    }

    private static void Show(Report report)
    {
        using var terminal = TerminalDisplay.OfConsole();
        terminal.Show(report.ToBundle());
    }
}
