using System.Globalization;
using Microsoft.Extensions.Logging;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.ControlPlane.Store;
using MLPlatform.ControlPlaneClient.Home;
using MLPlatform.ControlPlaneClient.Processes;

namespace MLPlatform.ControlPlane.Services;

/// <summary>The one feature server of the home: started on first need, kept running from then on.</summary>
internal sealed class FeatureServerProcess(PlatformHome home, Database database, ServiceProbe probe, ILogger log, TimeProvider time) : IAsyncDisposable
{
    private const string Name = "feature server";
    private readonly SemaphoreSlim _starting = new(1, 1);
    private SupervisedService? _running;
    private int _port;

    public string Socket => home.SocketPath("features");

    /// <summary>Adopts the feature server an earlier control plane left, or starts it again when it had been in use.</summary>
    public void Resume()
    {
        if (database.Read(connection => connection.First("SELECT nonce, port FROM platform_services WHERE name = ?", row => Tuple.Create(row.Text(0), row.Int(1)), Name)) is not { } known)
            return;
        _port = known.Item2;
        _running = SupervisedService.Resume(Describe(known.Item1, _port), probe, home, log, time);
    }

    /// <returns>Where it answers, when it answers.</returns>
    /// <exception cref="PlatformException"><see cref="FeatureErrors.ServerDown"/> when it does not start.</exception>
    public async Task<FeatureServerAddress> AddressAsync(CancellationToken cancel)
    {
        await _starting.WaitAsync(cancel);
        try
        {
            if (_running is null)
                await StartAsync(cancel);
        }
        finally
        {
            _starting.Release();
        }

        var deadline = time.GetTimestamp();
        while (!_running!.IsReady || _running.ProcessId is null)
        {
            if (time.GetElapsedTime(deadline) > TimeSpan.FromSeconds(30))
                throw new PlatformException(FeatureErrors.ServerDown, "The feature server does not come up.", $"Its log is `{LogFile}`.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), time, cancel);
        }

        return new FeatureServerAddress(Socket, UrlOf(_port), _running.ProcessId ?? 0);
    }

    public async Task StopAsync()
    {
        if (_running is { } running)
            await running.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_running is { } running)
            await running.DisposeAsync();
        _starting.Dispose();
    }

    private string LogFile => Path.Combine(home.Logs, "feature-server.out");

    private async Task StartAsync(CancellationToken cancel)
    {
        var nonce = Guid.NewGuid().ToString("N");
        _port = FreePort.Pick();
        // Before the start: a control plane that dies meanwhile finds the process by its nonce.
        await database.WriteAsync(
            transaction => transaction.Execute("INSERT INTO platform_services (name, nonce, port) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET nonce = excluded.nonce, port = excluded.port", Name, nonce, _port), cancel);
        log.LogInformation("Starting the feature server on port {Port}", _port);
        _running = await SupervisedService.StartAsync(Describe(nonce, _port), probe, home, log, time, cancel);
    }

    private ServiceDescription Describe(string nonce, int port)
    {
        PrivateFiles.EnsureFolder(home.Logs);
        var url = UrlOf(port);
        IReadOnlyList<string> command =
        [
            .. ProductExecutable.Command(), "serve-features", "--home", home.Folder, "--socket", Socket, "--port", port.ToString(CultureInfo.InvariantCulture), "--nonce", nonce,
        ];
        return new ServiceDescription(Name, command, home.Folder, LogFile, new Uri(url + "/health"), new Uri(url + "/health"), nonce, FeatureErrors.ServerDown);
    }

    private static string UrlOf(int port) => "http://127.0.0.1:" + port.ToString(CultureInfo.InvariantCulture);
}
