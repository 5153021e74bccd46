using System.CommandLine;
using System.Text.Json;
using MLPlatform.Cli.Shell;
using MLPlatform.Cli.Worker;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Json;
using MLPlatform.ControlPlane;
using MLPlatform.ControlPlaneClient.Home;
using MLPlatform.FeatureServer;
using MLPlatform.ModelServer;

namespace MLPlatform.Cli.Servers;

/// <summary>The processes the control plane and its clients start; people call them only to look closer.</summary>
internal static class ServerCommands
{
    public static IEnumerable<Command> Build() => [BuildControlPlane(), BuildModelServer(), BuildFeatureServer(), BuildWorker()];

    private static Command BuildControlPlane()
    {
        var (home, port) = (HomeOption(), new Option<int>("--port") { Description = "Loopback port; a free one when left out." });
        var artifacts = new Option<string?>("--default-artifact-root") { Description = "Where new experiments keep artifacts, such as file:///mnt/team; the home, behind this server, when left out." };
        var suites = new Option<bool>("--for-test-suites") { Description = "Ask for no token and let POST /api/v1/testing/reset empty the store, so that MLflow's own test suites can run against a scratch home." };
        var command = new Command("control-plane", "Serve the control plane of a home.") { home, port, artifacts, suites };
        command.Hidden = true;
        command.SetAction((parsed, cancel) => ShellErrors.GuardAsync(async () =>
        {
            await ControlPlaneApp.RunAsync(new ControlPlaneOptions(HomeOf(parsed.GetValue(home)), parsed.GetValue(port), parsed.GetValue(artifacts), parsed.GetValue(suites)), TimeProvider.System, cancel);
            return 0;
        }));
        return command;
    }

    private static Command BuildModelServer()
    {
        var spec = new Option<FileInfo>("--spec") { Description = "What to serve.", Required = true };
        var command = new Command("serve-model", "Serve one endpoint.") { spec };
        command.Hidden = true;
        command.SetAction((parsed, cancel) => ShellErrors.GuardAsync(async () =>
        {
            var file = parsed.GetRequiredValue(spec);
            await using var stream = file.OpenRead();
            var read = await JsonSerializer.DeserializeAsync(stream, ContractsJson.Default.ModelServerSpec, cancel)
                ?? throw new PlatformException(EndpointErrors.ModelDoesNotLoad, $"`{file.FullName}` holds no endpoint.");
            return await ModelServerHost.RunAsync(read, cancel);
        }));
        return command;
    }

    private static Command BuildFeatureServer()
    {
        var home = HomeOption();
        var socket = new Option<string>("--socket") { Description = "Unix socket of the local protocol.", Required = true };
        var port = new Option<int>("--port") { Description = "Loopback port of the HTTP interface; a free one when left out." };
        var nonce = new Option<string?>("--nonce") { Description = "Repeated on the health page." };
        var command = new Command("serve-features", "Serve the online store of a home.") { home, socket, port, nonce };
        command.Hidden = true;
        command.SetAction((parsed, cancel) => ShellErrors.GuardAsync(() =>
            FeatureServerHost.RunAsync(new FeatureServerOptions(HomeOf(parsed.GetValue(home)).Folder, parsed.GetRequiredValue(socket), parsed.GetValue(port), parsed.GetValue(nonce)), cancel)));
        return command;
    }

    private static Command BuildWorker()
    {
        var folder = new Option<string>("--folder") { Description = "The attempt's folder.", Required = true };
        var command = new Command("worker", "Run one training cell as an attempt of a job.") { folder };
        command.Hidden = true;
        command.SetAction((parsed, cancel) => ShellErrors.GuardAsync(() => TrainingWorker.RunAsync(parsed.GetRequiredValue(folder), cancel)));
        return command;
    }

    private static Option<string?> HomeOption() => new("--home") { Description = "Platform home; MLPLATFORM_HOME or ~/.mlplatform when left out." };

    private static PlatformHome HomeOf(string? folder) => folder is null ? PlatformHome.FromEnvironment() : PlatformHome.At(folder);
}
