using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace MLPlatform.Targets.Tests.JupyterServers;

/// <summary>A real Jupyter server with folders of its own, as the far machine; it can be restarted on the same port.</summary>
public sealed class FarMachine : IAsyncLifetime
{
    private const string Python = "/usr/bin/python3";

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("mlp-far-");
    private readonly int _port = FreePort();
    private Process? _server;

    public static bool IsThere { get; } = File.Exists(Python) && Directory.Exists("/usr/lib/python3/dist-packages/notebook");

    public string Token { get; } = Guid.NewGuid().ToString("N");

    public Uri Url => new($"http://127.0.0.1:{_port}/");

    public int Port => _port;

    /// <summary>What the server serves.</summary>
    public string Files => Path.Combine(_root.FullName, "files");

    public async Task InitializeAsync()
    {
        foreach (var folder in new[] { "files", "home", "run" })
            Directory.CreateDirectory(Path.Combine(_root.FullName, folder));
        if (IsThere)
            await StartAsync();
    }

    public Task DisposeAsync()
    {
        Kill();
        _root.Delete(recursive: true);
        return Task.CompletedTask;
    }

    public async Task RestartAsync()
    {
        Kill();
        await StartAsync();
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Kill()
    {
        if (_server is null)
            return;
        _server.Kill(entireProcessTree: false);
        _server.WaitForExit();
        _server.Dispose();
        _server = null;
    }

    private async Task StartAsync()
    {
        var start = new ProcessStartInfo(Python, ["-m", "notebook", "--ip=127.0.0.1", $"--port={_port}", "--port-retries=0", "--no-browser", "--allow-root", $"--NotebookApp.token={Token}", $"--notebook-dir={Files}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Files,
        };
        start.Environment["HOME"] = Path.Combine(_root.FullName, "home");
        start.Environment["PATH"] = "/usr/bin:/bin";
        foreach (var name in new[] { "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR" })
            start.Environment[name] = Path.Combine(_root.FullName, "run");
        _server = Process.Start(start)!;
        _server.OutputDataReceived += (_, _) => { };
        _server.ErrorDataReceived += (_, _) => { };
        _server.BeginOutputReadLine();
        _server.BeginErrorReadLine();
        using var http = new HttpClient { BaseAddress = Url };
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync("api", late.Token);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(100, late.Token);
        }
    }
}
