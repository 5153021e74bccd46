using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using MLPlatform.Hosting.Servers;

namespace MLPlatform.ControlPlane.Tests.StandIns;

internal static class FeatureServerStandIn
{
    public static async Task<int> RunAsync(string[] args)
    {
        string Option(string name) => args[Array.IndexOf(args, name) + 1];
        var options = new ServerOptions("stand-in", int.Parse(Option("--port"), CultureInfo.InvariantCulture)) { Socket = Option("--socket") };
        await using var app = PlatformServer.CreateBuilder(options, TimeProvider.System).Build();
        app.MapGet("/health", context => context.Response.WriteAsync(JsonSerializer.Serialize(new Dictionary<string, string> { ["nonce"] = Option("--nonce") })));
        await app.StartListeningAsync(CancellationToken.None);
        await app.WaitForShutdownAsync();
        return 0;
    }
}
