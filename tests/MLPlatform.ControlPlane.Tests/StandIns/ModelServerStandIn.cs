using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Json;
using MLPlatform.Contracts.Platform;
using MLPlatform.Hosting.Servers;

namespace MLPlatform.ControlPlane.Tests.StandIns;

/// <summary>A model server whose model is a text file: <c>broken</c> does not load, anything else is the answer to every request.</summary>
internal static class ModelServerStandIn
{
    public static async Task<int> RunAsync(string specFile)
    {
        var spec = JsonSerializer.Deserialize(await File.ReadAllBytesAsync(specFile), ContractsJson.Default.ModelServerSpec)!;
        var model = await File.ReadAllTextAsync(Path.Combine(spec.ModelFolder, "model.txt"));
        if (model == "broken")
        {
            await Console.Error.WriteLineAsync("model.txt does not load");
            return 3;
        }

        await using var app = PlatformServer.CreateBuilder(new ServerOptions("stand-in", spec.Port), TimeProvider.System).Build();
        app.MapGet("/health", context => context.Response.WriteAsync(JsonSerializer.Serialize(new Dictionary<string, string> { ["nonce"] = spec.Nonce })));
        app.MapGet("/v2/health/ready", () => "ready");
        app.MapGet("/answer", () => model);
        app.MapPut(ApiRoutes.EndpointTraffic, async context =>
        {
            if (context.Request.Headers.Authorization != "Bearer " + (await File.ReadAllTextAsync(Path.Combine(spec.HomeFolder!, "token"))).Trim())
            {
                context.Response.StatusCode = 401;
                return;
            }

            var next = (await context.Request.ReadFromJsonAsync(ContractsJson.Default.ModelServerSpec))!;
            var served = await File.ReadAllTextAsync(Path.Combine(next.ModelFolder, "model.txt"));
            if (served == "broken" || (next.Candidate is { } trial && await File.ReadAllTextAsync(Path.Combine(trial.ModelFolder, "model.txt")) == "broken"))
            {
                context.Response.StatusCode = 400;
                await context.Response.WriteAsJsonAsync(new Dictionary<string, string> { ["error"] = "model.txt does not load (MLP-ENDPOINT-0003)", ["code"] = "MLP-ENDPOINT-0003" });
                return;
            }

            (spec, model) = (next, served);
        });
        app.MapGet(ApiRoutes.EndpointTraffic, () => Results.Bytes(
            JsonSerializer.SerializeToUtf8Bytes(
                new TrafficReport(new VersionTraffic(spec.Version, 500, 0, 1, 0.5, 0.1), spec.Candidate is { } trial ? new VersionTraffic(trial.Version, 500, 0, 1, 0.5, 0.1) : null, null, model == "strict" ? "its mean score moved" : null, model == "lenient"),
                ContractsJson.Default.TrafficReport),
            "application/json"));
        await app.StartListeningAsync(CancellationToken.None);
        await app.WaitForShutdownAsync();
        return 0;
    }
}
