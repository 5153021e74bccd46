using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MLPlatform.Contracts.Errors;
using MLPlatform.Kernel.Session;
using MLPlatform.Kernel.Tests.Session;

namespace MLPlatform.Kernel.Tests.Connections;

/// <summary>A kernel behind Debian's Jupyter server.</summary>
public sealed class JupyterServerTests : SessionTest
{
    private const string Token = "a-token";

    private readonly string _folder = Directory.CreateTempSubdirectory("jupyter-").FullName;
    private Process? _server;
    private string _url = "";

    public override async Task InitializeAsync()
    {
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            _url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        }

        var start = new ProcessStartInfo("/usr/bin/python3", ["-m", "notebook", "--ip=127.0.0.1", "--port=" + new Uri(_url).Port, "--port-retries=0", "--no-browser", "--allow-root", "--notebook-dir=" + _folder]) { WorkingDirectory = _folder, RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var (name, value) in new[] { ("JUPYTER_TOKEN", Token), ("HOME", _folder), ("JUPYTER_CONFIG_DIR", _folder), ("JUPYTER_DATA_DIR", _folder), ("JUPYTER_RUNTIME_DIR", _folder), ("PATH", "/usr/bin:/bin") })
            start.Environment[name] = value;
        _server = Process.Start(start)!;
        _server.BeginErrorReadLine();
        _server.BeginOutputReadLine();
        using var http = new HttpClient();
        for (var deadline = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(deadline) < TimeSpan.FromSeconds(60);)
        {
            try
            {
                if ((await http.GetAsync(new Uri(_url + "/api"))).IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(100);
            }
        }

        Assert.Fail("The Jupyter server did not answer.");
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _server!.Kill(entireProcessTree: true);
        await _server.WaitForExitAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Remote_kernel_runs_cells_exchanges_frames_and_is_interrupted()
    {
        await EvaluateAsync($"#!connect jupyter --kernel-name far --kernel-spec python3 --url {_url} --token {Token}\n#!far\nprint('far'); 6 * 7");
        Assert.Equal(("far\n", "42"), (Output.Text, Output.Plain));
        await EvaluateAsync("using MLPlatform.Frames; var f = new Frame(new Column<double>(\"a\", new[] { 1.0, 2 }), TextColumn.Of(\"s\", [\"x\", null]));");
        await EvaluateAsync("#!far\n#!share f --from csharp\nf['a'] = f['a'] * 10");
        await EvaluateAsync("#!share f --from far --as g");
        Assert.Equal("20 x", await EvaluateAsync("$\"{g[\"a\"].GetValue(1)} {g[\"s\"].GetValue(0)}\""));
        using var interrupt = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        Assert.Equal(CellStatus.Interrupted, (await RunAsync("#!far\nwhile True: pass", interrupt: interrupt.Token)).Status);
        Assert.Equal("2", await EvaluateAsync("#!far\nlen(f)"));

        Assert.Equal(LanguageErrors.ServerRefused.Id, (await RunAsync($"#!connect jupyter --kernel-name no --kernel-spec python3 --url {_url} --token wrong")).Error!.Name);
        Assert.Equal(LanguageErrors.ServerRefused.Id, (await RunAsync($"#!connect jupyter --kernel-name no --kernel-spec nosuch --url {_url} --token {Token}")).Error!.Name);
    }
}
