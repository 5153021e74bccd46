using System.Net;
using System.Net.Sockets;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.ControlPlane.Services;

internal static class FreePort
{
    /// <summary>A loopback port nobody listens on now.</summary>
    /// <param name="except">A port that was picked already and that nobody listens on yet.</param>
    public static int Pick(int except = 0)
    {
        var port = Pick();
        return port == except ? Pick(except) : port;
    }

    private static int Pick()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <exception cref="PlatformException"><see cref="EndpointErrors.PortInUse"/>.</exception>
    public static void Check(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
        }
        catch (SocketException taken)
        {
            throw new PlatformException(EndpointErrors.PortInUse, $"Port `{port}` cannot be taken: {taken.Message}.", "Leave out --port to get a free one. Nothing was started.", taken);
        }
    }
}
