using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace MLPlatform.Hosting.Sockets;

/// <summary>Binds listening sockets; a Unix socket left behind by a killed process is replaced.</summary>
public static class LocalSocket
{
    /// <param name="endpoint">A Unix socket, or any other endpoint, which is bound as Kestrel binds it.</param>
    /// <remarks>The caller holds a lock that makes it the only owner of the path, so whatever lies there is stale.</remarks>
    public static Socket Bind(EndPoint endpoint)
    {
        if (endpoint is not UnixDomainSocketEndPoint)
            return SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        var path = endpoint.ToString()!;
        File.Delete(path);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(endpoint);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return socket;
    }
}
