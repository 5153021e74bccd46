using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Json;
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
        await app.StartListeningAsync(CancellationToken.None);
        await app.WaitForShutdownAsync();
        return 0;
    }
}
