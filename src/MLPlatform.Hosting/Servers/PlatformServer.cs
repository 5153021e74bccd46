using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MLPlatform.Contracts.Errors;
using MLPlatform.Hosting.Logging;
using MLPlatform.Hosting.Sockets;

namespace MLPlatform.Hosting.Servers;

/// <summary>The Kestrel set-up that every server of ours shares: loopback only, no configuration files watched, limits, one log format, SIGTERM ends it gracefully.</summary>
public static class PlatformServer
{
    /// <remarks>The empty builder rather than the slim one: the latter watches appsettings.json and reads ASPNETCORE_URLS, which are not ours to obey.</remarks>
    public static WebApplicationBuilder CreateBuilder(ServerOptions options, TimeProvider time)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = options.Name, ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore();
        var certificate = options.Tls is { } tls ? ServerCertificate.Load(tls) : null;
        if (certificate is not null)
            builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, options, certificate));
        if (options.Socket is not null)
            builder.Services.Configure<SocketTransportOptions>(transport => transport.CreateBoundListenSocket = endpoint => LocalSocket.Bind(endpoint));
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(time);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Grace);
        builder.Logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning);
        if (options.LogFile is { } file)
            builder.Logging.AddProvider(new JsonLinesLoggerProvider(new RotatingFile(file), options.Name, time));
        return builder;
    }

    /// <summary>Starts listening.</summary>
    /// <returns>The loopback address, with the port that was picked.</returns>
    /// <exception cref="PlatformException"><see cref="EndpointErrors.PortInUse"/>.</exception>
    public static async Task<Uri> StartListeningAsync(this WebApplication app, CancellationToken cancel)
    {
        try
        {
            await app.StartAsync(cancel);
        }
        catch (IOException failure) when (failure.InnerException is AddressInUseException)
        {
            throw new PlatformException(EndpointErrors.PortInUse, $"The port cannot be taken: {failure.Message}", "Leave out the port to get a free one.", failure);
        }

        return app.LoopbackAddresses()[0];
    }

    /// <summary>Where the server listens on the loopback: the address of <see cref="ServerOptions.Port"/>, then that of <see cref="ServerOptions.Http2Port"/> when there is one.</summary>
    public static IReadOnlyList<Uri> LoopbackAddresses(this WebApplication app) =>
        [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Where(address => address.Contains("://127.0.0.1", StringComparison.Ordinal)).Select(address => new Uri(address))];

    private static void Listen(KestrelServerOptions kestrel, ServerOptions options, X509Certificate2? certificate)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = options.LargestBodyBytes;
        kestrel.Limits.MaxRequestHeadersTotalSize = 64 << 10;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(30);
        // A request body is read whole before it is parsed: a window of its usual size saves round trips.
        kestrel.Limits.Http2.InitialStreamWindowSize = 1 << 20;
        kestrel.Limits.Http2.InitialConnectionWindowSize = 4 << 20;
        kestrel.Limits.Http2.MaxStreamsPerConnection = 1_000;
        kestrel.Listen(IPAddress.Loopback, options.Port, listen => Secure(listen, certificate));
        if (options.Http2Port is { } port)
            kestrel.Listen(IPAddress.Loopback, port, listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                Secure(listen, certificate);
            });
        if (options.Socket is { } socket)
            kestrel.ListenUnixSocket(socket, listen => listen.Use(PeerCredentials.RequireSameUser));
    }

    private static void Secure(ListenOptions listen, X509Certificate2? certificate)
    {
        if (certificate is not null)
            listen.UseHttps(certificate);
    }
}
