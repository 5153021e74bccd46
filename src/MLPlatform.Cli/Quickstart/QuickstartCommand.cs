using System.CommandLine;
using MLPlatform.Cli.Notebooks;
using MLPlatform.Cli.Shell;
using MLPlatform.Contracts.Errors;
using MLPlatform.ControlPlaneClient.Home;
using MLPlatform.Kernel.Notebooks;
using MLPlatform.Plots.Output;
using MLPlatform.Plots.Reports;
using MLPlatform.Sdk;

namespace MLPlatform.Cli.Quickstart;

/// <summary>The end of <c>./mlplatform quickstart</c>, once everything is built and brought: control plane, notebook, report.</summary>
internal static class QuickstartCommand
{
    private const string Endpoint = "flights";

    public static Command Build()
    {
        var notebook = new Option<string>("--notebook") { Description = "The notebook to run.", DefaultValueFactory = _ => Path.Combine("sample-notebooks", "flight-delays.ipynb") };
        var prepared = new Option<bool>("--prepared") { Description = "Everything is built and brought already.", Hidden = true };
        var command = new Command("quickstart", "Run the sample notebook from features to a served, watched model.") { notebook, prepared };
        command.SetAction((parsed, cancel) => ShellErrors.GuardAsync(() => RunAsync(parsed.GetRequiredValue(notebook), cancel)));
        return command;
    }

    private static async Task<int> RunAsync(string notebook, CancellationToken cancel)
    {
        if (!File.Exists(notebook))
            throw new PlatformException(CellErrors.NotebookUnreadable, $"`{notebook}` is not here.", "Run ./mlplatform quickstart from its checkout.");
        var home = PlatformHome.FromEnvironment();
        using var turn = PrivateFiles.TryLock(Path.Combine(home.Folder, "quickstart.lock"))
            ?? throw new PlatformException(CommandErrors.AlreadyRunning, "Another `quickstart` runs on this home.", "Wait for it to end; its results will be there.");
        using var terminal = TerminalDisplay.OfConsole();
        using var platform = new Platform(home, () => terminal, TimeProvider.System);
        var started = TimeProvider.System.GetTimestamp();
        var status = await platform.StatusAsync(cancel);
        terminal.Write($"✓ control plane at {status.Url} ({Spelled.Time(TimeProvider.System.GetElapsedTime(started))})\n");
        var output = Path.ChangeExtension(notebook, ".executed.ipynb");
        var exit = await NotebookCommands.RunAsync(notebook, output, new NotebookRunOptions(), terminal, cancel);
        if (exit == 0)
            terminal.Show((await ReportAsync(platform, output, cancel)).ToBundle());
        return exit;
    }

    private static async Task<Report> ReportAsync(Platform platform, string output, CancellationToken cancel)
    {
        var endpoint = await platform.Endpoints.GetAsync(Endpoint, cancel);
        var honest = (await platform.Runs.ListAsync("flight-delays", cancel: cancel))[0];
        var leaky = (await platform.Runs.ListAsync("flight-delays-leaky", cancel: cancel))[0];
        var request = """{"parameters":{"at":"2001-06-30T18:00:00Z"},"inputs":[{"name":"origin","shape":[1],"datatype":"BYTES","data":["JFK"]},{"name":"destination","shape":[1],"datatype":"BYTES","data":["SFO"]}]}""";
        return new Report(
            "**Done.** A model went from raw flights to a served, watched endpoint.",
            new PlainText(string.Join(
                '\n',
                "",
                $"  AUC on May–June          {Spelled.Number(Math.Round(honest.Metric("test_auc"), 4))}   correct in time",
                $"                           {Spelled.Number(Math.Round(leaky.Metric("claimed_auc"), 4))}   what a leaky join claims",
                $"                           {Spelled.Number(Math.Round(leaky.Metric("real_auc"), 4))}   what that model is worth",
                $"  run                      {honest.Name} · model version {endpoint.ModelVersion}",
                $"  endpoint                 {endpoint.Url}/v2/models/{endpoint.Name}/infer",
                "",
                "  Ask it:",
                $"    curl -s {endpoint.Url}/v2/models/{endpoint.Name}/infer -H 'Content-Type: application/json' -d '{request}'",
                "",
                $"  The executed notebook:   {Path.GetFullPath(output)}",
                "  Open it in Jupyter:",
                $"    ./mlplatform kernel install --user && jupyter notebook {output}",
                "  Stop everything:",
                "    ./mlplatform down")));
    }
}
