using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Json;
using MLPlatform.Frames;
using MLPlatform.Training.Tests;

namespace MLPlatform.ModelServer.Tests.Serving;

public sealed class StartTests(TrainedModel model) : IClassFixture<TrainedModel>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_torn_model_is_refused_and_the_port_is_free_again()
    {
        Directory.CreateDirectory(_folder["torn"]);
        foreach (var file in Directory.EnumerateFiles(model.Folder))
            File.Copy(file, _folder[$"torn/{Path.GetFileName(file)}"]);
        File.WriteAllText(_folder["torn/model.onnx"], "torn");
        var port = FreePort();

        var refused = await Assert.ThrowsAsync<PlatformException>(() => ModelServerHost.StartAsync(model.Spec(_folder["capture"], port) with { ModelFolder = _folder["torn"] }, TimeProvider.System));

        Assert.Equal(EndpointErrors.ModelDoesNotLoad, refused.Code);
        Assert.Contains("model.onnx", refused.Message);
        using var again = new TcpListener(System.Net.IPAddress.Loopback, port);
        again.Start();
    }

    [Fact]
    public async Task A_port_in_use_is_refused_as_such()
    {
        using var other = new TcpListener(System.Net.IPAddress.Loopback, 0);
        other.Start();

        var refused = await Assert.ThrowsAsync<PlatformException>(() => ModelServerHost.StartAsync(model.Spec(_folder["capture"], ((System.Net.IPEndPoint)other.LocalEndpoint).Port), TimeProvider.System));

        Assert.Equal(EndpointErrors.PortInUse, refused.Code);
    }

    [Fact]
    public async Task Before_the_model_is_loaded_predictions_are_asked_to_come_again()
    {
        await using var server = await ModelServerHost.StartAsync(model.Spec(_folder["capture"]), TimeProvider.System);
        using var client = new HttpClient { BaseAddress = server.Url };
        await server.Repository.UnloadAsync(default);

        using var refused = await client.PostAsync("v2/models/flights/infer", Wire.Json(Wire.OpenInference(model.Rows.Slice(0, 1))));
        using var ready = await client.GetAsync("v2/health/ready");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
    }

    [Fact]
    public async Task A_killed_process_starts_again_at_its_port_and_leaves_no_torn_capture()
    {
        var spec = model.Spec(_folder["capture"], FreePort());
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{spec.Port}") };
        for (var life = 0; life < 2; life++)
        {
            using var process = Start(spec);
            try
            {
                await ReadyAsync(client, process);
                var load = Enumerable.Range(0, 4).Select(_ => AskUntilItFailsAsync(client)).ToArray();
                using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
                while (Files().Count() <= life)
                    await Task.Delay(20, deadline.Token);
                process.Kill();
                await process.WaitForExitAsync();
                Assert.All(await Task.WhenAll(load), served => Assert.True(served > 0));
            }
            finally
            {
                process.Kill();
            }
        }

        Assert.All(Files(), file => Assert.True(Frame.FromParquet(file).RowCount > 0));
    }

    [Fact]
    public async Task A_process_told_to_end_writes_what_it_captured_and_exits_with_zero()
    {
        var spec = model.Spec(_folder["capture"], FreePort());
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{spec.Port}") };
        using var process = Start(spec);
        try
        {
            await ReadyAsync(client, process);
            using var response = await client.PostAsync("v2/models/flights/infer", Wire.Json(Wire.OpenInference(model.Rows.Slice(0, 1), "last")));
            Assert.True(response.IsSuccessStatusCode);

            using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));

            Assert.Equal(0, process.ExitCode);
            Assert.Equal("last", Frame.FromParquet(Files().Single())["_request_id"].GetValue(0));
        }
        finally
        {
            process.Kill();
        }
    }

    [Fact]
    public async Task A_process_whose_model_is_missing_says_so_and_exits_with_one()
    {
        using var process = Start(model.Spec(_folder["capture"]) with { ModelFolder = _folder["none"] });

        var said = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal(1, process.ExitCode);
        Assert.Contains(EndpointErrors.ModelDoesNotLoad.Id, said);
    }

    private IEnumerable<string> Files() => Directory.Exists(_folder["capture"]) ? Directory.EnumerateFiles(_folder["capture"], "*.parquet", SearchOption.AllDirectories).Where(file => !Path.GetFileName(file).StartsWith('.')) : [];

    private Process Start(ModelServerSpec spec)
    {
        File.WriteAllBytes(_folder["spec.json"], JsonSerializer.SerializeToUtf8Bytes(spec, ContractsJson.Default.ModelServerSpec));
        return Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "MLPlatform.ModelServer.Tests"), [_folder["spec.json"]]) { RedirectStandardError = true })!;
    }

    private static async Task ReadyAsync(HttpClient client, Process process)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            try
            {
                using var response = await client.GetAsync("v2/health/ready", deadline.Token);
                if (response.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException) when (!process.HasExited)
            {
                // Not listening yet.
            }

            await Task.Delay(20, deadline.Token);
        }
    }

    // Waits a little between two requests, so that the writer sees quiet moments and the test keeps a core free.
    private async Task<int> AskUntilItFailsAsync(HttpClient client)
    {
        for (var served = 0; ; served++)
        {
            try
            {
                using var response = await client.PostAsync("v2/models/flights/infer", Wire.Json(Wire.OpenInference(model.Rows.Slice(0, 1))));
                Assert.True(response.IsSuccessStatusCode);
            }
            catch (HttpRequestException)
            {
                return served;
            }

            await Task.Delay(served == 3 ? 1_500 : 5);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
