using System.Net;
using System.Net.Sockets;
using EndToEndTests.Running;

namespace EndToEndTests.Jupyter;

/// <summary>Debian's classic Jupyter server on a loopback port, with our kernel beside its own.</summary>
internal sealed class ClassicJupyter : IAsyncDisposable
{
    private const string Token = "end-to-end";
    private readonly ChildProcess _server;
    private readonly int _port;

    private ClassicJupyter(ChildProcess server, int port)
    {
        _server = server;
        _port = port;
    }

    public static async Task<ClassicJupyter> StartAsync(PlatformHome home)
    {
        var environment = await InstalledKernel.InstallAsync(home);
        var port = FreePort();
        // Without --port-retries=0 the server moves to the next port and says so in its log alone.
        var server = new ChildProcess(
            InstalledKernel.Python,
            ["-m", "notebook", "--ip=127.0.0.1", $"--port={port}", "--port-retries=0", "--no-browser", "--allow-root", $"--NotebookApp.token={Token}", $"--notebook-dir={home.Notebooks}"],
            environment,
            home.Notebooks);
        var jupyter = new ClassicJupyter(server, port);
        using var client = new HttpClient();
        await Eventually.Get(() => jupyter.ProbeAsync(client), TimeSpan.FromSeconds(60), "Jupyter answers");
        return jupyter;
    }

    public string AddressOf(string notebook) => $"http://127.0.0.1:{_port}/notebooks/{notebook}?token={Token}";

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task<string?> ProbeAsync(HttpClient client)
    {
        Assert.False(_server.HasExited, _server.Error);
        try
        {
            return await client.GetStringAsync($"http://127.0.0.1:{_port}/api");
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
