using System.Diagnostics;
using MLPlatform.Contracts.Identity;
using MLPlatform.ControlPlaneClient.Connection;
using MLPlatform.ControlPlaneClient.Home;
using MLPlatform.ControlPlaneClient.Processes;

namespace MLPlatform.ControlPlane.Tests.App;

/// <summary>A fresh home with a real control plane process, started by the client as in production.</summary>
internal sealed class LivePlatform : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private LivePlatform(PlatformHome home, ControlPlaneClient.ControlPlane client, List<string> notices)
    {
        Home = home;
        Client = client;
        Notices = notices;
    }

    public PlatformHome Home { get; }

    public ControlPlaneClient.ControlPlane Client { get; }

    public List<string> Notices { get; }

    public string Log => File.ReadAllText(Path.Combine(Home.Logs, "control-plane.log"));

    public static async Task<LivePlatform> StartAsync()
    {
        UseStandIns();
        var home = PlatformHome.At(Directory.CreateTempSubdirectory("mlplatform-test-").FullName);
        var notices = new List<string>();
        var client = await ControlPlaneClient.ControlPlane.ConnectAsync(home, StartMode.IfNeeded, TimeProvider.System, new Lines(notices));
        return new LivePlatform(home, client, notices);
    }

    public static void UseStandIns() => Environment.SetEnvironmentVariable(ProductExecutable.Variable, Path.ChangeExtension(typeof(LivePlatform).Assembly.Location, null));

    /// <summary>Waits until a condition holds; fails after a minute.</summary>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> read, Func<T, bool> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var value = await read();
            if (condition(value))
                return value;
            Assert.True(Stopwatch.GetElapsedTime(started) < Deadline, $"the condition does not come true; last seen: {value}");
            await Task.Delay(20);
        }
    }

    public static void KillHard(int processId)
    {
        using var process = Process.GetProcessById(processId);
        process.Kill();
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(30)));
    }

    /// <summary>Registers a model whose only file is <c>model.txt</c>.</summary>
    /// <returns>Its version.</returns>
    public async Task<string> RegisterModelAsync(string name, string content)
    {
        var experiment = await Client.Tracking.GetOrCreateExperimentAsync("tests");
        var run = await Client.Tracking.CreateRunAsync(experiment.ExperimentId);
        var folder = Directory.CreateTempSubdirectory("mlplatform-model-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "model.txt"), content);
        var source = await Client.Tracking.UploadFolderAsync(run.Info.RunId, folder, "model");
        Directory.Delete(folder, recursive: true);
        await Client.Tracking.GetOrCreateRegisteredModelAsync(name);
        return (await Client.Tracking.CreateModelVersionAsync(name, source, run.Info.RunId)).Version;
    }

    public async ValueTask DisposeAsync()
    {
        await Client.ShutdownAsync();
        Client.Dispose();
        Directory.Delete(Home.Folder, recursive: true);
        if (Directory.Exists(Home.Sockets))
            Directory.Delete(Home.Sockets, recursive: true);
    }

    public static string Owner => Principal.LocalUser(Environment.UserName).Subject;

    private sealed class Lines(List<string> into) : IProgress<string>
    {
        public void Report(string value)
        {
            lock (into)
                into.Add(value);
        }
    }
}
